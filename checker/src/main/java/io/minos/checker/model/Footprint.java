package io.minos.checker.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an action leaves behind and looks at, as far as the reductions need it.
 *
 * @param produces what may be there after the action; empty: it never changes anything
 * @param observes what must have been there for its answer, or for its effect (what a cas expects)
 * @param senses keys of which the answer says something that {@code observes} does not: "not 5", "something was there"
 */
public record Footprint(List<Fact> produces, List<Fact> observes, List<String> senses) {
    public Footprint {
        produces = List.copyOf(produces);
        observes = List.copyOf(observes);
        senses = List.copyOf(senses);
    }

    /** @param value null: the key is missing */
    public record Fact(String key, @Nullable String value) {
        /** Keys and values are numbered alike ({@code s0/12}, {@code e12}): a record's own hash would put most of them into few buckets. */
        @Override
        public int hashCode() {
            return key.hashCode() * 0x9E3779B1 ^ Objects.hashCode(value);
        }
    }

    public boolean pure() {
        return produces.isEmpty();
    }

    /** Each key once, in order of appearance. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        produces.forEach(fact -> keys.add(fact.key()));
        observes.forEach(fact -> keys.add(fact.key()));
        keys.addAll(senses);
        return keys;
    }

    static Footprint union(List<Footprint> parts) {
        List<Fact> produces = new ArrayList<>();
        List<Fact> observes = new ArrayList<>();
        List<String> senses = new ArrayList<>();
        for (Footprint part : parts) {
            produces.addAll(part.produces);
            observes.addAll(part.observes);
            senses.addAll(part.senses);
        }
        return new Footprint(produces, observes, senses);
    }
}
