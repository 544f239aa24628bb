package io.minos.node.auth;

import com.google.protobuf.ByteString;
import io.minos.node.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The union of some ranges of keys. A range is within it even if it takes several of them, side by side, to cover it. */
final class KeySet {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    /** From a start, included, up to an end, not included; null: without end. */
    private record Span(ByteString start, @Nullable ByteString end) {
        static Span of(KeyRange range) {
            return switch (range.extent()) {
                case ONE_KEY -> new Span(range.from(), range.from().concat(ZERO));
                case BELOW_END -> new Span(range.from(), range.end());
                case ALL_FROM -> new Span(range.from(), null);
            };
        }

        boolean reaches(ByteString key) {
            return end == null || KeyRange.compare(end, key) >= 0;
        }
    }

    /** By start; disjoint, with gaps between them. */
    private final TreeMap<ByteString, Span> spans = new TreeMap<>(KeyRange::compare);

    KeySet(List<KeyRange> ranges) {
        List<Span> all = new ArrayList<>();
        ranges.stream().filter(range -> !range.isEmpty()).forEach(range -> all.add(Span.of(range)));
        all.sort((left, right) -> KeyRange.compare(left.start(), right.start()));
        for (Span span : all) {
            Map.Entry<ByteString, Span> last = spans.lastEntry();
            if (last == null || !last.getValue().reaches(span.start())) {
                spans.put(span.start(), span);
            } else if (span.end() == null || !last.getValue().reaches(span.end())) {
                spans.put(last.getKey(), new Span(last.getKey(), span.end()));
            }
        }
    }

    /** Whether all its keys are in the set. A range that is empty, its end being before its start, must have both within. */
    boolean covers(KeyRange range) {
        Span wanted = Span.of(range);
        Map.Entry<ByteString, Span> floor = spans.floorEntry(wanted.start());
        if (floor == null) {
            return false;
        }
        Span found = floor.getValue();
        if (wanted.end() == null) {
            return found.end() == null;
        }
        boolean holdsStart = found.end() == null || KeyRange.compare(wanted.start(), found.end()) < 0;
        return holdsStart && found.reaches(wanted.end()) && KeyRange.compare(found.start(), wanted.end()) < 0;
    }
}
