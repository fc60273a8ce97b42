package io.eventlive.observation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where log lines end: standard error, or a file that is put aside when it is full or a day old. A
/// pipe or a device is written to as it is: putting `/dev/null` aside would take it from everybody.
final class LogAppenders {
  /// The events' own logger: whoever configures Logback differently finds it by this name.
  private static final String LOGGER = "io.eventlive.observation";

  private LogAppenders() {}

  /// Gives the logger its appenders: one, or a file and, from warnings up, standard error.
  static Logger attach(LogConfig config, LoggerContext context) {
    Logger logger = context.getLogger(LOGGER);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.detachAndStopAllAppenders();
    Path file = config.file();
    if (file == null) {
      logger.addAppender(started(console(context), context));
    } else {
      boolean asItIs = Files.exists(file) && !Files.isRegularFile(file);
      logger.addAppender(started(asItIs ? plain(file) : rolling(config, file, context), context));
      logger.addAppender(started(warnings(context), context));
    }
    return logger;
  }

  static void detach(Logger logger) {
    logger.detachAndStopAllAppenders();
  }

  private static OutputStreamAppender<ILoggingEvent> started(
      OutputStreamAppender<ILoggingEvent> appender, LoggerContext context) {
    appender.setContext(context);
    appender.setEncoder(lines(context));
    appender.start();
    return appender;
  }

  private static OutputStreamAppender<ILoggingEvent> console(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    return appender;
  }

  private static OutputStreamAppender<ILoggingEvent> warnings(LoggerContext context) {
    OutputStreamAppender<ILoggingEvent> appender = console(context);
    ThresholdFilter filter = new ThresholdFilter();
    filter.setContext(context);
    filter.setLevel(Level.WARN.levelStr);
    filter.start();
    appender.addFilter(filter);
    return appender;
  }

  private static OutputStreamAppender<ILoggingEvent> plain(Path file) {
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setFile(file.toString());
    return appender;
  }

  private static OutputStreamAppender<ILoggingEvent> rolling(
      LogConfig config, Path file, LoggerContext context) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i.gz");
    policy.setMaxFileSize(new FileSize(config.fileBytes()));
    policy.setMaxHistory(config.files());
    policy.setTotalSizeCap(new FileSize(config.fileBytes() * config.files()));
    policy.start();
    appender.setRollingPolicy(policy);
    return appender;
  }

  private static PatternLayoutEncoder lines(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern("%msg%n");
    encoder.start();
    return encoder;
  }
}
