package io.minos.nemesis.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that serves many sockets. {@link #run}, {@link #call} and {@link #close} are for any thread; everything else, and
 * every callback, belongs to the loop's thread, so that what is relayed needs no locks.
 */
public final class EventLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
    private static final long CALL_SECONDS_MAX = 10;
    private static final int READ_BYTES = 64 * 1024;

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.comparingLong((Timer timer) -> timer.atNanos).thenComparingLong(timer -> timer.order));
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private long timersMade;
    private volatile boolean stopping;

    public EventLoop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this::serve, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs the task on the loop, soon, after those given before. */
    public void run(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /**
     * Runs on the loop and waits for the answer.
     *
     * @throws IOException the task threw it, or the loop did not get to it within 10 s
     */
    public <T> T call(Callable<T> task) throws IOException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(() -> {
            try {
                answer.complete(task.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(thread.getName() + " did not answer within " + CALL_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + thread.getName(), e);
        }
    }

    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    /** Monotonic. */
    public long nowNanos() {
        return System.nanoTime();
    }

    /** A call of {@code task} at that time or up to a millisecond later. */
    public Timer at(long atNanos, Runnable task) {
        Timer timer = new Timer(atNanos, timersMade++, task);
        timers.add(timer);
        return timer;
    }

    public void cancel(Timer timer) {
        timers.remove(timer);
    }

    /** Accepts connections at the address; port 0 is a free one. */
    public Listener listen(InetSocketAddress address, Consumer<Wire> accepted) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(address, 1024);
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_ACCEPT);
            key.attach((Runnable) () -> acceptAll(channel, accepted));
            return new Listener(selector, this::dispatch, channel, (InetSocketAddress) channel.getLocalAddress());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void acceptAll(ServerSocketChannel channel, Consumer<Wire> accepted) {
        try {
            for (SocketChannel socket = channel.accept(); socket != null; socket = channel.accept()) {
                accepted.accept(wire(socket));
            }
        } catch (IOException e) {
            log.warn("accept failed: {}", e.toString());
        }
    }

    /** Dials; calls one of the two, once, on the loop. */
    public void connect(InetSocketAddress address, Consumer<Wire> connected, Consumer<IOException> failed) {
        SocketChannel socket = null;
        try {
            socket = SocketChannel.open();
            socket.configureBlocking(false);
            if (socket.connect(address)) {
                connected.accept(wire(socket));
            } else {
                SocketChannel pending = socket;
                SelectionKey key = socket.register(selector, SelectionKey.OP_CONNECT);
                key.attach((Runnable) () -> finishConnect(pending, connected, failed));
            }
        } catch (IOException | RuntimeException e) {
            closeQuietly(socket);
            failed.accept(e instanceof IOException io ? io : new IOException(e));
        }
    }

    private void finishConnect(SocketChannel socket, Consumer<Wire> connected, Consumer<IOException> failed) {
        try {
            socket.finishConnect();
        } catch (IOException e) {
            closeQuietly(socket);
            failed.accept(e);
            return;
        }
        try {
            connected.accept(wire(socket));
        } catch (IOException e) {
            closeQuietly(socket);
            failed.accept(e);
        }
    }

    private Wire wire(SocketChannel socket) throws IOException {
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = socket.register(selector, 0);
        Wire wire = new Wire(this, socket, key);
        key.attach((Runnable) wire::ready);
        return wire;
    }

    /** Shared by all wires: what is read is copied out before the next read. */
    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    private void serve() {
        try {
            while (!stopping) {
                selector.select(this::dispatch, millisToNextTimer());
                runTasks();
                runTimers();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
            runTasks();
        } catch (IOException e) {
            log.error("{} ends", thread.getName(), e);
            throw new UncheckedIOException(e);
        }
    }

    private void dispatch(SelectionKey key) {
        guarded((Runnable) key.attachment());
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
    }

    private void runTimers() {
        long now = nowNanos();
        while (!timers.isEmpty() && timers.peek().atNanos - now <= 0) {
            guarded(timers.remove().task);
        }
    }

    /** The thread's root: one broken connection must not stop all the others. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.error("{}: a connection failed", thread.getName(), e);
        }
    }

    /** For {@link Selector#select(long)}: 0 waits for ever. */
    private long millisToNextTimer() {
        if (timers.isEmpty()) {
            return 0;
        }
        long nanos = timers.peek().atNanos - nowNanos();
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    }

    /** Ends the thread and closes every socket. */
    @Override
    public void close() {
        stopping = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CALL_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void closeQuietly(@Nullable Channel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.debug("close failed: {}", e.toString());
        }
    }

    /** One call to come. */
    public static final class Timer {
        private final long atNanos;
        private final long order;
        private final Runnable task;

        private Timer(long atNanos, long order, Runnable task) {
            this.atNanos = atNanos;
            this.order = order;
            this.task = task;
        }

        long atNanos() {
            return atNanos;
        }
    }

    /** A bound server socket; closing it leaves accepted connections alone. */
    public static final class Listener {
        private final Selector selector;
        private final Consumer<SelectionKey> dispatch;
        private final ServerSocketChannel channel;
        private final InetSocketAddress address;

        private Listener(Selector selector, Consumer<SelectionKey> dispatch, ServerSocketChannel channel, InetSocketAddress address) {
            this.selector = selector;
            this.dispatch = dispatch;
            this.channel = channel;
            this.address = address;
        }

        /** With the port that was bound. */
        public InetSocketAddress address() {
            return address;
        }

        /** From a task of the loop, not from a callback. When it returns a connect is refused. */
        public void close() {
            closeQuietly(channel);
            try {
                // The JDK lets go of a registered socket at the next select only; until then it would go on accepting.
                selector.selectNow(dispatch);
            } catch (IOException e) {
                log.warn("select failed: {}", e.toString());
            }
        }
    }
}
