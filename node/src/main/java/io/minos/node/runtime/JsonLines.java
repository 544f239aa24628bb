package io.minos.node.runtime;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** An event a line, with the fields of etcd's logger zap: what reads etcd's logs reads these. */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXX", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
            out.writeStringField("ts", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
            out.writeStringField("logger", event.getLoggerName());
            out.writeStringField("msg", event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                out.writeStringField("error", event.getThrowableProxy().getClassName() + ": " + event.getThrowableProxy().getMessage());
                out.writeStringField("stacktrace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
        return line.toByteArray();
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
