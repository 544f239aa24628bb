package io.minos.checker.linear.sample;

import io.minos.checker.linear.Span;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register;
import io.minos.checker.model.Register.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Clients on one real register: in each step one of them calls, or has its operation done, or returns. So the history is
 * linearizable, and the moments in which operations took effect lie anywhere in their intervals. A third each are reads, writes
 * and compare-and-sets. A refused compare-and-set says no more than that where values repeat, as in Jepsen's logs, and what it
 * found where each is unique, as etcd can tell.
 */
public final class RegisterSample {
    private static final class Client {
        final long id;
        final long invoked;
        final Action asked;
        final boolean answers;
        @Nullable Action done;

        Client(long id, long invoked, Action asked, boolean answers) {
            this.id = id;
            this.invoked = invoked;
            this.asked = asked;
            this.answers = answers;
        }
    }

    private static final Register MODEL = new Register("x");

    private final Shape shape;
    private final RandomGenerator random;
    private final @Nullable Client[] clients;
    private final List<Span<Action>> spans = new ArrayList<>();
    private final int operations;
    private Cell state = Cell.MISSING;
    private int written;
    private long time;
    private int begun;

    private RegisterSample(Shape shape, int operations, RandomGenerator random) {
        this.shape = shape;
        this.random = random;
        this.operations = operations;
        this.clients = new Client[shape.clients()];
    }

    /**
     * One list of spans a key.
     *
     * @param wrong whether one read of one key answers what cannot be, see {@link WrongRead}
     */
    public static List<List<Span<Action>>> of(Shape shape, boolean wrong, RandomGenerator random) {
        int liar = wrong ? random.nextInt(shape.keys()) : -1;
        List<List<Span<Action>>> keys = new ArrayList<>();
        for (int key = 0; key < shape.keys(); key++) {
            int share = (int) ((long) shape.operations() * (key + 1) / shape.keys() - (long) shape.operations() * key / shape.keys());
            List<Span<Action>> spans = share > 0 ? new RegisterSample(shape, share, random).run() : List.of();
            keys.add(key == liar ? WrongRead.in(spans, random) : spans);
        }
        return keys;
    }

    private List<Span<Action>> run() {
        int open = 0;
        while (begun < operations || open > 0) {
            int place = random.nextInt(clients.length);
            Client client = clients[place];
            if (client == null) {
                if (begun == operations) continue;
                clients[place] = call();
                open++;
            } else if (client.done == null) {
                takeEffect(client);
            } else {
                returned(client);
                clients[place] = null;
                open--;
            }
        }
        return List.copyOf(spans);
    }

    private Client call() {
        boolean answers = random.nextDouble() >= shape.indefinite();
        return new Client(begun++, time++, asked(), answers);
    }

    private Action asked() {
        return switch (random.nextInt(3)) {
            case 0 -> new Action.Read(state);
            case 1 -> new Action.Write(fresh(), 0, null);
            default -> new Action.Cas(expected(), fresh(), 0, null, null);
        };
    }

    private String fresh() {
        return shape.values() == Shape.UNIQUE ? "u" + ++written : "v" + (1 + random.nextInt(shape.values()));
    }

    private @Nullable String expected() {
        return shape.values() == Shape.UNIQUE ? state.value() : "v" + (1 + random.nextInt(shape.values()));
    }

    /** What has no answer took effect half of the time. */
    private void takeEffect(Client client) {
        client.done = client.answers || random.nextBoolean() ? done(client.asked) : client.asked;
    }

    private Action done(Action asked) {
        if (asked instanceof Action.Read) return new Action.Read(state);
        Cell before = state;
        state = Objects.requireNonNull(MODEL.step(state, asked));
        if (!(asked instanceof Action.Cas cas)) return asked;
        boolean matched = Objects.equals(before.value(), cas.expect());
        return new Action.Cas(cas.expect(), cas.value(), 0, matched, matched || shape.values() != Shape.UNIQUE ? null : before);
    }

    /** What was only read, and never told, says nothing and is not in the history. */
    private void returned(Client client) {
        Action done = Objects.requireNonNull(client.done);
        if (client.answers) {
            spans.add(new Span<>(client.id, client.invoked, time++, done));
        } else {
            Action unanswered = MODEL.unanswered(client.asked);
            if (unanswered != null) spans.add(new Span<>(client.id, client.invoked, Span.NEVER, unanswered));
        }
    }
}
