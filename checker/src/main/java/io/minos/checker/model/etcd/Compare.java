package io.minos.checker.model.etcd;

/**
 * Holds when it does so of every key in the range; of a range without keys, when it does so of a key that was never there.
 *
 * @param number the operand of every target but {@link Target#VALUE}
 * @param value the operand of that
 */
public record Compare(KeyRange range, Target target, Result result, long number, String value) {
    public enum Target { VERSION, CREATE, MOD, VALUE, LEASE }

    public enum Result { EQUAL, GREATER, LESS, NOT_EQUAL }

    public static Compare number(String key, Target target, Result result, long number) {
        return new Compare(KeyRange.of(key), target, result, number, "");
    }

    public static Compare value(String key, Result result, String value) {
        return new Compare(KeyRange.of(key), Target.VALUE, result, 0, value);
    }

    /** A value is not comparable with none: then it does not hold, not even as unequal. */
    boolean holds(Transaction before) {
        boolean any = false;
        for (KeyValue kv : before.in(range)) {
            any = true;
            if (!holds(kv)) return false;
        }
        return any || target != Target.VALUE && holds(KeyValue.NONE);
    }

    private boolean holds(KeyValue kv) {
        int order = switch (target) {
            case VERSION -> Long.compare(kv.version(), number);
            case CREATE -> Long.compare(kv.create(), number);
            case MOD -> Long.compare(kv.mod(), number);
            case LEASE -> Long.compare(kv.lease(), number);
            case VALUE -> kv.value().compareTo(value);
        };
        return switch (result) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case GREATER -> order > 0;
        };
    }
}
