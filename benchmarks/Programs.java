import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs other programs.
final class Programs {
  private Programs() {}

  /// What a program wrote to standard output; anything but exit code 0 is an error that shows all
  /// of its output.
  static String output(List<String> command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("benchmark", ".err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes());
    int exitCode = process.waitFor();
    String said = Files.readString(errors);
    Files.delete(errors);
    if (exitCode != 0) {
      throw new IOException(command.getFirst() + " ended with " + exitCode + "\n" + output + said);
    }
    return output;
  }

  /// The command on one processor only, so that the load does not take time from what is measured.
  static List<String> pinned(int processor, List<String> command) {
    List<String> all = new java.util.ArrayList<>(List.of("taskset", "-c", "" + processor));
    all.addAll(command);
    return all;
  }
}
