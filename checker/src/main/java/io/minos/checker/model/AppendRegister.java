package io.minos.checker.model;

import io.minos.checker.model.Footprint.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key that holds a text: get, put, append. It starts as the empty text. */
public final class AppendRegister implements Model<String, AppendRegister.Action> {
    private final String key;

    public AppendRegister(String key) {
        this.key = key;
    }

    public sealed interface Action {
        record Get(String seen) implements Action {}

        record Put(String value) implements Action {}

        record Append(String value) implements Action {}
    }

    @Override
    public String initial() {
        return "";
    }

    @Override
    public @Nullable String step(String state, Action action) {
        if (action instanceof Action.Get get) return get.seen().equals(state) ? state : null;
        return action instanceof Action.Put put ? put.value() : state + ((Action.Append) action).value();
    }

    /** A get looks at all that was appended, which no list of values tells: it senses the key, so that nothing is left out. */
    @Override
    public Footprint footprint(Action action) {
        if (action instanceof Action.Get) return new Footprint(List.of(), List.of(), List.of(key));
        String value = action instanceof Action.Put put ? put.value() : ((Action.Append) action).value();
        return new Footprint(List.of(new Fact(key, value)), List.of(), List.of());
    }

    @Override
    public @Nullable String always(Action action) {
        return action instanceof Action.Put put ? put.value() : null;
    }

    @Override
    public @Nullable Action unanswered(Action action) {
        return action instanceof Action.Get ? null : action;
    }

    @Override
    public Action withoutRevisions(Action action) {
        return action;
    }

    @Override
    public String describe(String state) {
        return key + " is \"" + state + "\"";
    }

    @Override
    public String describeAction(Action action) {
        if (action instanceof Action.Get get) return "get " + key + " → \"" + get.seen() + "\"";
        return action instanceof Action.Put put ? "put " + key + "=\"" + put.value() + "\"" : "append \"" + ((Action.Append) action).value() + "\" to " + key;
    }
}
