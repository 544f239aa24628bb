package io.minos.scenarios.campaign;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Copies of records with a part changed, by the part's name: a scenario has some fifty parts, and whoever adds one need not
 * think of those who make scenarios smaller.
 */
final class Alteration {
    private Alteration() {}

    /** Empty when the record does not allow it. */
    static <R extends Record> Optional<R> with(R record, String component, Object value) {
        return with(record, Map.of(component, value));
    }

    /** For parts that must agree. */
    static <R extends Record> Optional<R> with(R record, Map<String, Object> changes) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        if (!Arrays.stream(components).map(RecordComponent::getName).toList().containsAll(changes.keySet())) {
            throw new IllegalArgumentException(record.getClass().getSimpleName() + " has not all of " + changes.keySet());
        }
        Object[] values = Arrays.stream(components).map(each -> changes.containsKey(each.getName()) ? changes.get(each.getName()) : value(record, each)).toArray();
        return made(record, components, values);
    }

    /**
     * Every way to make one part equal to that of {@code plain}: first whole parts that are records, then what they consist of.
     *
     * @param kept names of parts that stay
     */
    static <R extends Record> List<R> towards(R record, R plain, List<String> kept) {
        List<R> copies = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object now = value(record, component);
            Object plainer = value(plain, component);
            if (Objects.equals(now, plainer) || kept.contains(component.getName())) {
                continue;
            }
            with(record, component.getName(), plainer).ifPresent(copies::add);
            if (now instanceof Record part && plainer instanceof Record plainPart) {
                towards(part, plainPart, kept).forEach(copy -> with(record, component.getName(), copy).ifPresent(copies::add));
            }
        }
        return copies;
    }

    /** How many parts, those of parts counted instead of the whole, are unlike {@code plain}'s. */
    static long differences(Record record, Record plain) {
        return Arrays.stream(record.getClass().getRecordComponents()).mapToLong(component -> {
            Object now = value(record, component);
            Object plainer = value(plain, component);
            return now instanceof Record part && plainer instanceof Record plainPart ? differences(part, plainPart) : Objects.equals(now, plainer) ? 0 : 1;
        }).sum();
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    private static <R extends Record> Optional<R> made(R record, RecordComponent[] components, Object[] values) {
        try {
            @SuppressWarnings("unchecked")
            Class<R> type = (Class<R>) record.getClass();
            return Optional.of(type.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new)).newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                return Optional.empty();
            }
            throw new IllegalStateException("no copy of a " + record.getClass().getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no copy of a " + record.getClass().getSimpleName(), e);
        }
    }
}
