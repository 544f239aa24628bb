package io.minos.node.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A way to one Unix datagram socket of systemd's. */
final class UnixDatagrams implements AutoCloseable {
    private final AFUNIXDatagramChannel channel;

    private UnixDatagrams(AFUNIXDatagramChannel channel) {
        this.channel = channel;
    }

    /**
     * Fails where nobody listens.
     *
     * @param name a path, or {@code @} and a name of Linux's abstract namespace
     */
    static UnixDatagrams to(String name) throws IOException {
        if (!name.startsWith("/") && !name.startsWith("@")) {
            throw new IOException(name + " is neither a path nor an abstract name");
        }
        try {
            AFUNIXSocketAddress address = name.startsWith("@") ? AFUNIXSocketAddress.inAbstractNamespace(name.substring(1)) : AFUNIXSocketAddress.of(Path.of(name));
            AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
            try {
                channel.connect(address);
            } catch (IOException nobody) {
                channel.close();
                throw nobody;
            }
            return new UnixDatagrams(channel);
        } catch (LinkageError unsupported) {
            throw new IOException("no Unix datagram sockets here: " + unsupported.getMessage(), unsupported);
        }
    }

    synchronized void send(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
