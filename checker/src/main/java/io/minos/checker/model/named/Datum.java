package io.minos.checker.model.named;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A value as a history of others says it, in EDN or JSON. Its text is that of EDN. */
public sealed interface Datum {
    Datum NIL = new Nil();

    record Nil() implements Datum {
        @Override
        public String toString() {
            return "nil";
        }
    }

    /** A text, a number, a boolean or a keyword, as text: 1 and "1" are the same, and so are :read and "read". */
    record Scalar(String text) implements Datum {
        @Override
        public String toString() {
            return text;
        }
    }

    /** A vector, a list or a set. */
    record Items(List<Datum> items) implements Datum {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return items.stream().map(Datum::toString).collect(Collectors.joining(" ", "[", "]"));
        }
    }

    /** A map by the texts of its keys. */
    record Fields(Map<String, Datum> fields) implements Datum {
        public Fields {
            fields = new TreeMap<>(fields);
        }

        @Override
        public Map<String, Datum> fields() {
            return new TreeMap<>(fields);
        }

        @Override
        public String toString() {
            return fields.entrySet().stream().map(field -> field.getKey() + " " + field.getValue()).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    static Datum of(String text) {
        return new Scalar(text);
    }

    static Datum of(Datum... items) {
        return new Items(List.of(items));
    }

    /** @return null: nil @throws IllegalArgumentException if it is not one value */
    default @Nullable String text() {
        if (this instanceof Nil) return null;
        if (this instanceof Scalar scalar) return scalar.text();
        throw new IllegalArgumentException(this + " is not one value");
    }

    /** @throws IllegalArgumentException if it is nil, or not one value */
    default String someText() {
        String text = text();
        if (text == null) throw new IllegalArgumentException("nil where a value is needed");
        return text;
    }

    /** @return {@code unknown} for nil @throws IllegalArgumentException if it is no whole number */
    default long number(long unknown) {
        String text = text();
        if (text == null) return unknown;
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException(text + " is not a whole number");
        }
    }

    /** None of nil. @throws IllegalArgumentException if it is not a vector, a list or a set */
    default List<Datum> itemsOrNone() {
        if (this instanceof Nil) return List.of();
        if (this instanceof Items items) return items.items();
        throw new IllegalArgumentException(this + " is not a sequence of values");
    }

    /** @throws IllegalArgumentException if it is not a sequence of so many values */
    default List<Datum> items(int size) {
        List<Datum> items = itemsOrNone();
        if (items.size() != size) throw new IllegalArgumentException(this + " are not " + size + " values");
        return items;
    }

    /** The value of a field; nil when it is missing. @throws IllegalArgumentException if this is not a map */
    default Datum field(String name) {
        if (this instanceof Fields fields) return fields.fields.getOrDefault(name, NIL);
        throw new IllegalArgumentException(this + " is not a map");
    }
}
