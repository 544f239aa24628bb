package io.minos.node.front;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the front itself costs: keep-alive clients that put 256 bytes into a map. {@code FrontBench [clients] [seconds] [url]}. */
public final class FrontBench {
    private FrontBench() {}

    public static void main(String[] args) throws Exception {
        int clients = args.length > 0 ? Integer.parseInt(args[0]) : 64;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        long begin = System.nanoTime();
        FakeBackend backend = new FakeBackend();
        Front front = Front.start(new Front.Options(List.of(URI.create("http://127.0.0.1:0")), List.of(), 1 << 20, java.time.Duration.ofSeconds(1)), backend);
        System.out.printf("started in %d ms%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        InetSocketAddress address = front.clientAddresses().get(0);
        if (clients == 0) {
            System.out.println(address);
            TimeUnit.SECONDS.sleep(seconds);
            return;
        }
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = java.util.stream.IntStream.range(0, clients).mapToObj(i -> new Thread(() -> client(address, end, done))).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
        System.out.printf("%d clients: %d puts/s, %.1f µs of CPU a put, clients included%n", clients, done.get() / seconds, cpu / 1e3 / done.get());
        front.close();
    }

    private static void client(InetSocketAddress address, long end, AtomicLong done) {
        String body = "{\"key\":\"Zm9v\",\"value\":\"" + "YWFh".repeat(85) + "\"}";
        byte[] request = ("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
        byte[] response = new byte[4096];
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            while (System.nanoTime() < end) {
                out.write(request);
                if (in.read(response) < 0) {
                    throw new IllegalStateException("closed");
                }
                done.incrementAndGet();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
