package io.minos.checker.linear.witness;

import io.minos.checker.linear.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation of a test's history, as columns take it and as {@link PlainEtcd} judges it. */
record Told(int invoked, int returned, int revision, List<Do> parts) {
    static final int NEVER = Integer.MAX_VALUE;

    /** What there was, or is said to have been; numbers are 0 where they are not told. */
    record Entry(@Nullable String value, int mod, int create, int version) {
        static final Entry MISSING = new Entry(null, 0, 0, 0);
    }

    sealed interface Do {
        record Read(String key, Entry seen, boolean prev) implements Do {}

        record Put(String key, String value) implements Do {}

        record Delete(String key, @Nullable Boolean found) implements Do {}

        record Compare(String key, @Nullable String value, boolean equal) implements Do {}

        record Count(String prefix, int keys) implements Do {}
    }

    boolean unknown() {
        return returned == NEVER;
    }

    Told with(List<Do> others) {
        return new Told(invoked, returned, revision, others);
    }

    static Columns columns(List<Told> history) {
        ColumnsBuilder builder = new ColumnsBuilder();
        for (Told told : history) told.addTo(builder);
        return builder.build();
    }

    private void addTo(ColumnsBuilder builder) {
        builder.operation(invoked, unknown() ? Long.MAX_VALUE : returned, revision);
        for (Do part : parts) {
            if (part instanceof Do.Read read) {
                Entry seen = read.seen();
                if (read.prev()) builder.prev(read.key(), seen.value(), seen.mod(), seen.create(), seen.version());
                else builder.read(read.key(), seen.value(), seen.mod(), seen.create(), seen.version());
            } else if (part instanceof Do.Put put) builder.put(put.key(), put.value());
            else if (part instanceof Do.Delete delete) builder.delete(delete.key(), delete.found());
            else if (part instanceof Do.Compare compare && compare.equal()) builder.expect(compare.key(), compare.value());
            else if (part instanceof Do.Compare compare) builder.refuse(compare.key(), compare.value());
            else if (part instanceof Do.Count count) builder.count(count.prefix(), count.keys(), count.keys());
        }
    }

    static List<Span<Told>> spans(List<Told> history) {
        List<Span<Told>> spans = new ArrayList<>();
        for (Told told : history) spans.add(new Span<>(told.invoked(), told.invoked(), told.unknown() ? Span.NEVER : told.returned(), told));
        return spans;
    }
}
