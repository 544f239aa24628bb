package io.minos.nemesis.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection whose every read has a deadline. */
public final class TcpClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Socket socket = new Socket();

    public TcpClient(InetSocketAddress address) throws IOException {
        socket.connect(address, (int) DEADLINE.toMillis());
        socket.setTcpNoDelay(true);
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Exactly so many bytes; fewer when the connection ends before. */
    public byte[] read(int count) throws IOException {
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return socket.getInputStream().readNBytes(count);
    }

    public String readText(int count) throws IOException {
        return new String(read(count), StandardCharsets.UTF_8);
    }

    /** What comes back for it. */
    public String ask(String text) throws IOException {
        send(text);
        return readText(text.length());
    }

    /** Whether nothing at all, no end either, arrives for so long. */
    public boolean silentFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /** Waits for the end of the connection: {@code end}, or {@code reset}. Data on the way is thrown away. */
    public String end() throws IOException {
        socket.setSoTimeout((int) DEADLINE.toMillis());
        try {
            socket.getInputStream().skip(Long.MAX_VALUE);
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            return "end";
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return "reset";
        }
    }

    public void sendEnd() throws IOException {
        socket.shutdownOutput();
    }

    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public InetSocketAddress remote() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
