package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.relay.Course;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The toxics at work on one direction of one connection, in the order they were added, after a noop that is always there:
 * what Toxiproxy calls a link. Toxics come, change and go while the connection lives; no byte is lost by that, except that a
 * removed timeout closes the connection.
 */
final class ToxicChain implements Course {
    private final RandomGenerator random;
    private final List<Place> places = new ArrayList<>();
    private final ArrayDeque<Chunk> released = new ArrayDeque<>();

    /** A stage, the toxic it is for (none for the noop at the head), and whether the next stage knows that it has ended. */
    private static final class Place {
        final @Nullable Toxic toxic;
        Stage stage;
        boolean endTold;

        Place(@Nullable Toxic toxic, Stage stage) {
            this.toxic = toxic;
            this.stage = stage;
        }
    }

    ToxicChain(List<Toxic> toxics, RandomGenerator random, long nowNanos) {
        this.random = random;
        places.add(new Place(null, new Stage()));
        toxics.forEach(toxic -> add(toxic, nowNanos));
    }

    void add(Toxic toxic, long nowNanos) {
        Place last = places.get(places.size() - 1);
        if (last.stage.closed()) {
            return;
        }
        places.add(new Place(toxic, toxic.stage(random, nowNanos)));
    }

    void change(Toxic toxic, long nowNanos) {
        for (Place place : places) {
            if (place.toxic == toxic && !place.stage.closed()) {
                Stage before = place.stage;
                place.stage = toxic.restage(before, random, nowNanos);
                before.release().forEach(chunk -> place.stage.offer(chunk, nowNanos));
                if (before.inputEnded()) {
                    place.stage.end(nowNanos);
                }
            }
        }
    }

    void remove(Toxic toxic, long nowNanos) {
        for (int i = 1; i < places.size(); i++) {
            Place place = places.get(i);
            if (place.toxic == toxic) {
                if (toxic.attributes().closesWhenRemoved()) {
                    place.stage.close();
                } else if (!place.stage.closed()) {
                    takeOut(i, nowNanos);
                }
                return;
            }
        }
    }

    private void takeOut(int index, long nowNanos) {
        Place place = places.remove(index);
        boolean wasLast = index == places.size();
        for (Chunk chunk : place.stage.release()) {
            if (wasLast) {
                released.add(chunk);
            } else {
                places.get(index).stage.offer(chunk, nowNanos);
            }
        }
        // The stage before told its end to the one that is gone.
        places.get(index - 1).endTold = false;
    }

    @Override
    public boolean accepts() {
        return places.get(0).stage.accepts();
    }

    @Override
    public void offer(byte[] bytes, long nowNanos) {
        places.get(0).stage.offer(Chunk.of(bytes, nowNanos), nowNanos);
    }

    @Override
    public void end(long nowNanos) {
        places.get(0).stage.end(nowNanos);
    }

    @Override
    public @Nullable ByteBuffer poll(long nowNanos) {
        Chunk out = released.poll();
        while (out == null) {
            boolean moved = advance(nowNanos);
            out = places.get(places.size() - 1).stage.poll(nowNanos);
            if (!moved) {
                break;
            }
        }
        return out == null ? null : ByteBuffer.wrap(out.bytes(), out.from(), out.size());
    }

    /** Moves what can move from each stage to the next; the last ones first, so that they make room. */
    private boolean advance(long nowNanos) {
        boolean moved = false;
        for (int i = places.size() - 2; i >= 0; i--) {
            Place place = places.get(i);
            Stage next = places.get(i + 1).stage;
            while (next.accepts()) {
                Chunk chunk = place.stage.poll(nowNanos);
                if (chunk == null) {
                    break;
                }
                next.offer(chunk, nowNanos);
                moved = true;
            }
            if (!place.endTold && next.accepts() && place.stage.ended(nowNanos)) {
                place.endTold = true;
                next.end(nowNanos);
                moved = true;
            }
        }
        return moved;
    }

    @Override
    public boolean ended(long nowNanos) {
        return released.isEmpty() && places.get(places.size() - 1).stage.ended(nowNanos);
    }

    @Override
    public long wakeAtNanos() {
        long wake = Long.MAX_VALUE;
        for (int i = 0; i < places.size(); i++) {
            boolean canGoOn = i == places.size() - 1 || places.get(i + 1).stage.accepts();
            if (canGoOn) {
                wake = Math.min(wake, places.get(i).stage.wakeAtNanos());
            }
        }
        return wake;
    }
}
