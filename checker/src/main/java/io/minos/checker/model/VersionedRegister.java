package io.minos.checker.model;

import io.minos.checker.model.Footprint.Fact;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One value and how often it was changed: read, write, compare-and-set, each answered with the version that it found or made. */
public final class VersionedRegister implements Model<VersionedRegister.State, VersionedRegister.Action> {
    private final String key;

    public VersionedRegister(String key) {
        this.key = key;
    }

    /** @param value null: none yet @param version 0: never written */
    public record State(@Nullable String value, long version) {
        public State {
            if (version < 0 || value != null && version == 0) throw new IllegalArgumentException("version " + version + " of " + value);
        }
    }

    /** With its answer. */
    public sealed interface Action {
        /** @param version found; null: not told */
        record Read(@Nullable String seen, @Nullable Long version) implements Action {}

        /** @param version made; null: not told */
        record Write(String value, @Nullable Long version) implements Action {}

        /**
         * @param expect null: no value
         * @param succeeded null: not known; then it takes effect where it can
         * @param version made; null: not told, or none was
         */
        record Cas(@Nullable String expect, String value, @Nullable Boolean succeeded, @Nullable Long version) implements Action {}
    }

    @Override
    public State initial() {
        return new State(null, 0);
    }

    @Override
    public @Nullable State step(State state, Action action) {
        if (action instanceof Action.Read read) return Objects.equals(read.seen(), state.value()) && fits(read.version(), state) ? state : null;
        if (action instanceof Action.Write write) return made(state, write.value(), write.version());
        Action.Cas cas = (Action.Cas) action;
        boolean matches = Objects.equals(cas.expect(), state.value());
        if (cas.succeeded() != null && cas.succeeded() != matches) return null;
        return matches ? made(state, cas.value(), cas.version()) : state;
    }

    private static @Nullable State made(State before, String value, @Nullable Long version) {
        State after = new State(value, before.version() + 1);
        return fits(version, after) ? after : null;
    }

    private static boolean fits(@Nullable Long told, State state) {
        return told == null || told == state.version();
    }

    /** A version counts all writes that came before: whoever tells one senses every one of them. */
    @Override
    public Footprint footprint(Action action) {
        List<String> senses = version(action) == null ? List.of() : List.of(key);
        if (action instanceof Action.Read read) return new Footprint(List.of(), List.of(fact(read.seen())), senses);
        if (action instanceof Action.Write write) return new Footprint(List.of(fact(write.value())), List.of(), senses);
        Action.Cas cas = (Action.Cas) action;
        if (Boolean.FALSE.equals(cas.succeeded())) return new Footprint(List.of(), List.of(), List.of(key));
        return new Footprint(List.of(fact(cas.value())), List.of(fact(cas.expect())), senses);
    }

    private Fact fact(@Nullable String value) {
        return new Fact(key, value);
    }

    private static @Nullable Long version(Action action) {
        if (action instanceof Action.Read read) return read.version();
        return action instanceof Action.Write write ? write.version() : ((Action.Cas) action).version();
    }

    @Override
    public @Nullable Action unanswered(Action action) {
        if (action instanceof Action.Write write) return new Action.Write(write.value(), null);
        boolean mayChange = action instanceof Action.Cas cas && !Boolean.FALSE.equals(cas.succeeded());
        return mayChange ? new Action.Cas(((Action.Cas) action).expect(), ((Action.Cas) action).value(), null, null) : null;
    }

    /** Versions are counts of this value's changes, and no revisions of a store: they stay. */
    @Override
    public Action withoutRevisions(Action action) {
        return action;
    }

    @Override
    public String describe(State state) {
        return key + " is " + value(state.value()) + " (version " + state.version() + ")";
    }

    @Override
    public String describeAction(Action action) {
        String version = version(action) == null ? "" : " (version " + version(action) + ")";
        if (action instanceof Action.Read read) return "read " + key + " → " + value(read.seen()) + version;
        if (action instanceof Action.Write write) return "write " + key + "=" + write.value() + version;
        Action.Cas cas = (Action.Cas) action;
        return "cas " + key + " " + value(cas.expect()) + "→" + cas.value() + (cas.succeeded() == null ? "" : cas.succeeded() ? " → succeeded" : " → refused") + version;
    }

    private static String value(@Nullable String value) {
        return value == null ? "missing" : value;
    }
}
