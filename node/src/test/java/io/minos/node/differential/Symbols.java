package io.minos.node.differential;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * Numbers that stand for others: a revision so far from the current or the compacted one, the lease that the server chose an id for as
 * its n-th. They are far from any real number that a sequence has to do with.
 */
final class Symbols {
    static final long CURRENT = 1L << 50;
    static final long COMPACTED = 1L << 51;
    static final long CHOSEN_LEASE = 1L << 52;
    private static final long REACH = 1L << 20;
    /** Where no lease has been chosen yet: a lease that is not there. */
    private static final long NO_SUCH_LEASE = 987_654_321;

    private Symbols() {}

    private static boolean isNear(long value, long symbol) {
        return value > symbol - REACH && value < symbol + REACH;
    }

    static String name(long value) {
        for (Map.Entry<Long, String> symbol : Map.of(CURRENT, "current", COMPACTED, "compacted", CHOSEN_LEASE, "chosen-lease").entrySet()) {
            if (isNear(value, symbol.getKey())) {
                return symbol.getValue() + String.format("%+d", value - symbol.getKey());
            }
        }
        return Long.toString(value);
    }

    static long resolve(long value, long current, long compacted, List<Long> chosenLeases) {
        if (isNear(value, CURRENT)) {
            return current + value - CURRENT;
        } else if (isNear(value, COMPACTED)) {
            return compacted + value - COMPACTED;
        } else if (isNear(value, CHOSEN_LEASE)) {
            return chosenLeases.isEmpty() ? NO_SUCH_LEASE : chosenLeases.get((int) ((value - CHOSEN_LEASE) % chosenLeases.size()));
        }
        return value;
    }

    /** What a server's answer says of its own leases, in terms of the order they came in. */
    static long unresolve(long value, List<Long> chosenLeases) {
        int index = value == 0 ? -1 : chosenLeases.indexOf(value);
        return index < 0 ? value : CHOSEN_LEASE + index;
    }

    /** Every int64 of the message, however deep, mapped. */
    static <M extends Message> M map(M message, LongUnaryOperator mapping) {
        Message.Builder builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (field.isRepeated()) {
                List<Object> mapped = new ArrayList<>();
                ((List<?>) value).forEach(element -> mapped.add(mapped(field, element, mapping)));
                builder.setField(field, mapped);
            } else {
                builder.setField(field, mapped(field, value, mapping));
            }
        });
        @SuppressWarnings("unchecked")
        M result = (M) builder.build();
        return result;
    }

    private static Object mapped(FieldDescriptor field, Object value, LongUnaryOperator mapping) {
        if (value instanceof Message nested) {
            return map(nested, mapping);
        }
        return field.getType() == FieldDescriptor.Type.INT64 ? (Object) mapping.applyAsLong((Long) value) : value;
    }
}
