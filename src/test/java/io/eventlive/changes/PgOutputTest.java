package io.eventlive.changes;

import static io.eventlive.changes.Bytes.begin;
import static io.eventlive.changes.Bytes.commit;
import static io.eventlive.changes.Bytes.message;
import static io.eventlive.changes.Bytes.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.schema.QualifiedName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PgOutputTest {
  private static final String NULL = "\0n";
  private static final String UNTOUCHED = "\0u";

  private final PgOutput output = new PgOutput();

  @Test
  void readsWhereATransactionBeginsAndEnds() throws Exception {
    ByteBuffer begin = message('B').int64(0x1_0000_00A0L).int64(1_000_001).int32(-2).end();

    assertThat(output.read(begin))
        .isEqualTo(
            new Decoded.Begun(
                new Lsn(0x1_0000_00A0L), Instant.parse("2000-01-01T00:00:01.000001Z"), -2));
    assertThat(output.read(commit(160, 200)))
        .isEqualTo(new Decoded.Committed(new Lsn(160), new Lsn(200)));
  }

  @Test
  void readsAnInsert() throws Exception {
    open('d');

    Change.Inserted inserted =
        (Change.Inserted) change(message('I').int32(7).letter('N').row("1", "안녕"));

    assertThat(inserted.relation())
        .isEqualTo(
            new Relation(
                7,
                new QualifiedName("public", "note"),
                List.of(new Attribute("id", 23, -1, true), new Attribute("body", 25, -1, false)),
                ReplicaIdentity.DEFAULT));
    assertThat(inserted.row()).isEqualTo(Row.of(List.of("1", "안녕")));
  }

  @Test
  void tellsNullFromEmptyAndFromWhatIsNotTold() throws Exception {
    open('d');

    Row row = ((Change.Inserted) change(message('I').int32(7).letter('N').row("", NULL))).row();

    assertThat(row.text(0)).isEmpty();
    assertThat(row.text(1)).isNull();
    assertThat(row.tellsAll()).isTrue();
  }

  @Test
  void ofAnUpdateThatLeftTheKeyAloneTheOldRowTellsTheKey() throws Exception {
    open('d');

    Change.Updated updated =
        (Change.Updated) change(message('U').int32(7).letter('N').row("1", UNTOUCHED));

    assertThat(updated.before().text(0)).isEqualTo("1");
    assertThat(updated.before().tells(1)).isFalse();
    assertThat(updated.after().text(0)).isEqualTo("1");
    assertThat(updated.after().tells(1)).isFalse();
  }

  @Test
  void ofAnUpdateOfTheKeyTheOldRowTellsTheOldKey() throws Exception {
    open('d');

    Change.Updated updated =
        (Change.Updated)
            change(message('U').int32(7).letter('K').row("1", NULL).letter('N').row("2", "new"));

    assertThat(updated.before().text(0)).isEqualTo("1");
    assertThat(updated.before().tells(1)).isFalse();
    assertThat(updated.after()).isEqualTo(Row.of(List.of("2", "new")));
  }

  @Test
  void takesALargeValueThatWasNotTouchedFromTheOldRow() throws Exception {
    open('f');

    Change.Updated updated =
        (Change.Updated)
            change(
                message('U').int32(7).letter('O').row("1", "big").letter('N').row("2", UNTOUCHED));

    assertThat(updated.before()).isEqualTo(Row.of(List.of("1", "big")));
    assertThat(updated.after()).isEqualTo(Row.of(List.of("2", "big")));
  }

  @Test
  void ofADeletedRowTellsTheKeyOrEverything() throws Exception {
    open('d');
    Change.Deleted byKey =
        (Change.Deleted) change(message('D').int32(7).letter('K').row("1", NULL));
    output.read(note(7, 'f'));
    Change.Deleted whole =
        (Change.Deleted) change(message('D').int32(7).letter('O').row("1", NULL));

    assertThat(byKey.before().tells(1)).isFalse();
    assertThat(whole.before().tellsAll()).isTrue();
  }

  @Test
  void readsATruncateOfSeveralTables() throws Exception {
    open('d');
    output.read(note(8, 'n'));

    Change.Truncated truncated =
        (Change.Truncated) change(message('T').int32(2).int8(1).int32(7).int32(8));

    assertThat(truncated.relations())
        .extracting(Relation::identity)
        .containsExactly(ReplicaIdentity.DEFAULT, ReplicaIdentity.NOTHING);
  }

  @Test
  void readsMessagesOfATransactionAndMessagesThatStandAlone() throws Exception {
    ByteBuffer alone = message('M').int8(0).int64(9).text("a.b").counted("x").end();
    assertThat(output.read(alone)).isEqualTo(new Decoded.Emitted(false, "a.b", "x"));

    output.read(begin(1, 1));
    ByteBuffer inside = message('M').int8(1).int64(9).text("a.b").counted("").end();
    assertThat(output.read(inside)).isEqualTo(new Decoded.Emitted(true, "a.b", ""));
  }

  @Test
  void takesNotesOfTypesAndOrigins() throws Exception {
    output.read(begin(1, 1));

    assertThat(output.read(message('O').int64(1).text("elsewhere").end()))
        .isEqualTo(new Decoded.Described());
    assertThat(output.read(message('Y').int32(90_000).text("public").text("mood").end()))
        .isEqualTo(new Decoded.Described());
  }

  @Test
  void describesATableAnewWhenItChanged() throws Exception {
    open('d');
    output.read(
        message('R')
            .int32(7)
            .text("public")
            .text("note")
            .letter('d')
            .int16(1)
            .int8(1)
            .text("id")
            .int32(23)
            .int32(-1)
            .end());

    assertThat(((Change.Inserted) change(message('I').int32(7).letter('N').row("1"))).row())
        .isEqualTo(Row.of(List.of("1")));
  }

  @Test
  void refusesWhatCannotComeHere() throws Exception {
    refuses(commit(1, 2), "outside of a transaction");
    refuses(message('I').int32(7).letter('N').row("1", "x").end(), "outside of a transaction");
    refuses(message('Z').end(), "of a kind that pgoutput does not have");
    refuses(message('B').int64(1).end(), "ends too early");
    refuses(ByteBuffer.allocate(0), "ends before a message");
    open('d');
    refuses(begin(1, 1), "begins inside another one");
    refuses(message('I').int32(8).letter('N').row("1").end(), "not described");
    refuses(message('I').int32(7).letter('N').row("1").end(), "not as wide as its table");
    refuses(message('I').int32(7).letter('O').row("1", "x").end(), "does not belong here");
    refuses(message('I').int32(7).letter('N').row("1", "\0b").end(), "not asked for");
    refuses(message('I').int32(7).letter('N').row("1", "x").int8(0).end(), "behind its end");
    refuses(
        message('I').int32(7).letter('N').int16(2).letter('t').int32(2_000_000_000).end(),
        "longer than its message");
    refuses(message('T').int32(2_000_000_000).int8(0).end(), "longer than its message");
    refuses(message('T').int32(-1).int8(0).end(), "longer than its message");
    refuses(message('Y').int32(1).letter('x').end(), "without an end");
  }

  /// Whatever comes is read or refused: nothing else is thrown, and nothing goes on for ever.
  @Test
  @Timeout(60)
  void readsOrRefusesWhateverComes() {
    long seed = System.nanoTime();
    System.out.println("PgOutputTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<ByteBuffer> sound =
        List.of(
            begin(1, 1),
            commit(1, 2),
            note(7, 'f'),
            note(7, 'd'),
            message('I').int32(7).letter('N').row("1", "x").end(),
            message('U').int32(7).letter('O').row("1", "y").letter('N').row("1", UNTOUCHED).end(),
            message('U').int32(7).letter('K').row("1", NULL).letter('N').row("2", "x").end(),
            message('D').int32(7).letter('O').row("1", "x").end(),
            message('T').int32(1).int8(0).int32(7).end(),
            message('M').int8(1).int64(1).text("p").counted("c").end(),
            message('O').int64(1).text("o").end(),
            message('Y').int32(1).text("s").text("t").end());
    int read = 0;
    int refused = 0;
    PgOutput fuzzed = new PgOutput();
    for (int i = 0; i < 200_000; i++) {
      try {
        fuzzed.read(damaged(sound.get(random.nextInt(sound.size())), random));
        read++;
      } catch (Unreadable _) {
        refused++;
        if (random.nextInt(50) == 0) fuzzed = new PgOutput();
      }
    }
    assertThat(read).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(1_000);
  }

  private static ByteBuffer damaged(ByteBuffer sound, SplittableRandom random) {
    byte[] bytes = new byte[sound.capacity()];
    sound.get(0, bytes);
    switch (random.nextInt(4)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      case 2 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length * 2));
      default -> {}
    }
    return ByteBuffer.wrap(bytes);
  }

  private void open(char identity) throws Unreadable {
    output.read(begin(1, 1));
    output.read(note(7, identity));
  }

  private Change change(Bytes message) throws Unreadable {
    return ((Decoded.Changed) output.read(message.end())).change();
  }

  private void refuses(ByteBuffer message, String why) {
    assertThatThrownBy(() -> output.read(message))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining(why);
  }
}
