package io.minos.nemesis.toxiproxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One toxic at work on one direction of one connection: what Toxiproxy calls a stub. Pure: time is an argument. As it stands it
 * is Toxiproxy's noop, which passes everything at once; a toxic overrides what it does differently.
 *
 * <p>Toxiproxy gives each stage a thread and connects them by channels without a buffer (latency: 1024 chunks); here a stage
 * that holds as many chunks as it may does not accept more, which slows the sender in the same way.
 */
class Stage {
    private final int chunksMax;
    final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
    private boolean inputEnded;
    private boolean closed;

    Stage() {
        this(1);
    }

    Stage(int chunksMax) {
        this.chunksMax = chunksMax;
    }

    /** Whether the stage before may offer now. */
    boolean accepts() {
        return !closed && !inputEnded && waiting.size() < chunksMax;
    }

    void offer(Chunk chunk, long nowNanos) {
        if (!closed) {
            waiting.add(chunk);
        }
    }

    /** No more will be offered. */
    void end(long nowNanos) {
        inputEnded = true;
    }

    /** What comes out now, if anything. */
    @Nullable Chunk poll(long nowNanos) {
        return waiting.poll();
    }

    /** Whether the output has ended; asked after {@link #poll} gave nothing. */
    boolean ended(long nowNanos) {
        return closed || (inputEnded && waiting.isEmpty());
    }

    /** When time alone will change something. */
    long wakeAtNanos() {
        return Long.MAX_VALUE;
    }

    /** What is held, to be given on when the toxic is removed or changed: nothing may be lost by that. */
    List<Chunk> release() {
        List<Chunk> held = new ArrayList<>(waiting);
        waiting.clear();
        return held;
    }

    final boolean inputEnded() {
        return inputEnded;
    }

    /** Ends the output at once, whatever was held. */
    final void close() {
        closed = true;
        waiting.clear();
    }

    final boolean closed() {
        return closed;
    }
}
