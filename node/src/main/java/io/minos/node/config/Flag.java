package io.minos.node.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One of etcd's flags.
 *
 * @param group under which the help shows it; empty: not at all
 * @param standard what it is when not given
 * @param use what becomes of it
 */
record Flag(String name, Kind kind, String standard, Use use, String group, String help) {
    /** What becomes of a flag's value. */
    sealed interface Use {
        /** It does what it does in etcd. */
        record Used() implements Use {}

        /** It has no meaning here, and no harm comes of that: it is accepted with a notice. */
        record Ignored() implements Use {}

        /** To ignore any other value would be a lie about security or durability. */
        record OnlyAs(Set<String> values) implements Use {}
    }

    /** {@code data-dir} is {@code ETCD_DATA_DIR}. */
    String variable() {
        return "ETCD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Why {@code value} cannot be had, if it is well-formed but not supported. */
    Optional<String> refusal(String value) {
        boolean refused = use instanceof Use.OnlyAs only && !only.values().contains(value);
        return refused ? Optional.of("--" + name + " is not supported yet (set to \"" + value + "\"): remove it") : Optional.empty();
    }

    boolean isIgnored() {
        return use instanceof Use.Ignored;
    }
}
