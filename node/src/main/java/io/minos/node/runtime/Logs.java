package io.minos.node.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.minos.node.config.LogOptions;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where this process logs, and how: of what is set up by {@code logback.xml}, everything but the levels of libraries. */
final class Logs {
    private static final String TEXT = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %msg%n%ex{short}";
    /** Of what such messages would say, the process ends. */
    private static final Set<String> NOTHING_LESS_THAN_ERRORS = Set.of("dpanic", "panic", "fatal");

    /** Where we log what etcd logs in which package; it has more of them, most of which would say nothing here. */
    private static final Map<String, List<String>> PARTS = Map.of(
            "etcdserver", List.of("io.minos.node"),
            "etcdserver/api/v3rpc", List.of("io.minos.node.front"),
            "rafthttp", List.of("io.minos.node.transport"),
            "wal", List.of("io.minos.node.wal", "io.minos.node.runtime.WalThread"));

    private Logs() {}

    static void level(Level level) {
        root().setLevel(level);
    }

    /** @throws StartException if an output cannot be had; nothing is changed then */
    static void apply(LogOptions options) throws StartException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        for (String output : options.outputs()) {
            Appender<ILoggingEvent> appender = appender(output, encoder(options.json(), context));
            appender.setContext(context);
            appender.setName(output);
            appender.start();
            appenders.add(appender);
        }
        root().detachAndStopAllAppenders();
        appenders.forEach(root()::addAppender);
        levels(options);
    }

    static void levels(LogOptions options) {
        level(level(options.level()));
        if (!options.packageLevels().isEmpty()) {
            packageLevels(options);
        }
    }

    private static Level level(String word) {
        return NOTHING_LESS_THAN_ERRORS.contains(word) ? Level.ERROR : Level.toLevel(word, Level.INFO);
    }

    /** Each part has a level of its own then: our loggers would pass theirs on to what is below them, etcd's do not. */
    private static void packageLevels(LogOptions options) {
        String others = options.packageLevels().getOrDefault("*", options.level());
        PARTS.forEach((part, loggers) -> {
            Level level = level(options.packageLevels().getOrDefault(part, others));
            loggers.forEach(logger -> ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(logger)).setLevel(level));
        });
    }

    private static Encoder<ILoggingEvent> encoder(boolean json, LoggerContext context) {
        Encoder<ILoggingEvent> encoder = json ? new JsonLines() : text();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(TEXT);
        return encoder;
    }

    private static Appender<ILoggingEvent> appender(String output, Encoder<ILoggingEvent> encoder) throws StartException {
        if (output.equals(LogOptions.JOURNAL)) {
            try {
                return Journal.open(Journal.SOCKET, encoder);
            } catch (IOException none) {
                throw new StartException("can't find journal (" + none.getMessage() + " at " + Journal.SOCKET + ")");
            }
        }
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setEncoder(encoder);
        appender.setOutputStream(stream(output));
        return appender;
    }

    private static OutputStream stream(String output) throws StartException {
        if (output.equals(LogOptions.STDERR)) {
            return new Unclosed(System.err);
        }
        if (output.equals(LogOptions.STDOUT)) {
            return new Unclosed(System.out);
        }
        try {
            return new FileOutputStream(output, true); // to the end, also of one that is cut off meanwhile
        } catch (FileNotFoundException why) {
            String words = String.valueOf(why.getMessage()).replace(output + " (", "").replace(")", "").toLowerCase(Locale.ROOT);
            throw new StartException("open sink \"" + output + "\": open " + output + ": " + words);
        }
    }

    /** What is not ours to close. */
    private static final class Unclosed extends OutputStream {
        private final OutputStream out;

        Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }

    private static ch.qos.logback.classic.Logger root() {
        return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
