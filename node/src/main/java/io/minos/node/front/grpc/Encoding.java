package io.minos.node.front.grpc;

import com.google.protobuf.MessageLite;
import io.minos.node.front.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** How messages are compressed, as {@code grpc-encoding} names it. A call's answers are compressed as its requests are, as by grpc-go. */
enum Encoding {
    IDENTITY, GZIP;

    /** What is accepted, as a header tells it. */
    static final String ACCEPTED = "identity,gzip";

    static Optional<Encoding> named(@Nullable String name) {
        if (name == null || name.equals("identity")) {
            return Optional.of(IDENTITY);
        }
        return name.equals("gzip") ? Optional.of(GZIP) : Optional.empty();
    }

    void write(MessageLite message, Bytes out) throws IOException {
        if (this == IDENTITY) {
            message.writeTo(out);
            return;
        }
        try (OutputStream zipped = new GZIPOutputStream(out)) {
            message.writeTo(zipped);
        }
    }

    /**
     * @return the whole of it, or more than {@code bytesMax} bytes of it: a small message may well unfold to all memory there is
     * @throws IOException it is not compressed in this way
     */
    byte[] expand(byte[] message, int bytesMax) throws IOException {
        if (this == IDENTITY) {
            throw new IOException("grpc: compressed flag set with identity or empty encoding");
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(message))) {
            return in.readNBytes(bytesMax + 1);
        }
    }
}
