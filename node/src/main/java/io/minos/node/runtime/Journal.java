package io.minos.node.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** systemd's journal, by its own protocol: a datagram an event, whose message is the line that a file would have. */
final class Journal extends AppenderBase<ILoggingEvent> {
    static final String SOCKET = "/run/systemd/journal/socket";

    private final Encoder<ILoggingEvent> encoder;
    private final UnixDatagrams journal;

    private Journal(Encoder<ILoggingEvent> encoder, UnixDatagrams journal) {
        this.encoder = encoder;
        this.journal = journal;
    }

    static Journal open(String socket, Encoder<ILoggingEvent> lines) throws IOException {
        return new Journal(lines, UnixDatagrams.to(socket));
    }

    @Override
    protected void append(ILoggingEvent event) {
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8).strip();
        try {
            journal.send("PRIORITY=" + priority(event.getLevel()) + "\nSYSLOG_IDENTIFIER=minos-node\nMESSAGE=" + line + "\n");
        } catch (IOException lost) {
            System.err.println(line); // the last place that is left
        }
    }

    private static int priority(Level level) {
        return level.isGreaterOrEqual(Level.ERROR) ? 3 : level.isGreaterOrEqual(Level.WARN) ? 4 : level.isGreaterOrEqual(Level.INFO) ? 6 : 7;
    }
}
