package io.minos.checker.txn;

import static io.minos.checker.txn.Phenomenon.*;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a store may promise of its transactions, each with the weaker models it contains and what it forbids beyond them.
 * From Adya (PL-1 to PL-3, PL-2+, PL-SI), Bailis et al. (monotonic atomic view, cursor stability), Cerone et al. (read atomic,
 * parallel snapshot isolation, prefix) and Daudjee and Salem (strong session), as Elle puts them together.
 */
public enum ConsistencyModel {
    READ_UNCOMMITTED(of(), EnumSet.of(G0, DUPLICATE_ELEMENTS, CYCLIC_VERSIONS)),
    READ_COMMITTED(of(READ_UNCOMMITTED), EnumSet.of(G1A, G1B, G1C)),
    MONOTONIC_ATOMIC_VIEW(of(READ_COMMITTED), none()),
    READ_ATOMIC(of(MONOTONIC_ATOMIC_VIEW), EnumSet.of(INTERNAL, FUTURE_READ)),
    UPDATE_ATOMIC(of(READ_ATOMIC), EnumSet.of(LOST_UPDATE)),
    CURSOR_STABILITY(of(READ_COMMITTED), EnumSet.of(LOST_UPDATE)),
    CAUSAL(of(READ_ATOMIC), none()),
    PARALLEL_SNAPSHOT_ISOLATION(of(CAUSAL, UPDATE_ATOMIC), none()),
    PREFIX(of(CAUSAL), none()),
    CONSISTENT_VIEW(of(CURSOR_STABILITY), EnumSet.of(G_SINGLE)),
    REPEATABLE_READ(of(CURSOR_STABILITY, MONOTONIC_ATOMIC_VIEW), EnumSet.of(G2_ITEM)),
    SNAPSHOT_ISOLATION(of(CONSISTENT_VIEW, PARALLEL_SNAPSHOT_ISOLATION, PREFIX), EnumSet.of(G_NONADJACENT)),
    SERIALIZABLE(of(REPEATABLE_READ, SNAPSHOT_ISOLATION), none()),
    STRONG_SESSION_READ_UNCOMMITTED(of(READ_UNCOMMITTED), EnumSet.of(G0_PROCESS)),
    STRONG_SESSION_READ_COMMITTED(of(READ_COMMITTED, STRONG_SESSION_READ_UNCOMMITTED), EnumSet.of(G1C_PROCESS)),
    STRONG_SESSION_SNAPSHOT_ISOLATION(of(SNAPSHOT_ISOLATION, STRONG_SESSION_READ_COMMITTED), EnumSet.of(G_NONADJACENT_PROCESS)),
    STRONG_SESSION_SERIALIZABLE(of(SERIALIZABLE, STRONG_SESSION_SNAPSHOT_ISOLATION), EnumSet.of(G2_ITEM_PROCESS)),
    STRONG_READ_UNCOMMITTED(of(STRONG_SESSION_READ_UNCOMMITTED), EnumSet.of(G0_REALTIME)),
    STRONG_READ_COMMITTED(of(STRONG_SESSION_READ_COMMITTED, STRONG_READ_UNCOMMITTED), EnumSet.of(G1C_REALTIME)),
    STRONG_SNAPSHOT_ISOLATION(of(STRONG_SESSION_SNAPSHOT_ISOLATION, STRONG_READ_COMMITTED), EnumSet.of(G_NONADJACENT_REALTIME)),
    STRICT_SERIALIZABLE(of(STRONG_SESSION_SERIALIZABLE, STRONG_SNAPSHOT_ISOLATION), EnumSet.of(G2_ITEM_REALTIME));

    private final Set<ConsistencyModel> weaker;
    private final Set<Phenomenon> forbids;

    ConsistencyModel(Set<ConsistencyModel> contains, Set<Phenomenon> adds) {
        weaker = contains.stream().flatMap(model -> model.andWeaker().stream()).collect(Collectors.toCollection(TreeSet::new));
        forbids = EnumSet.copyOf(adds);
        for (ConsistencyModel model : weaker) forbids.addAll(model.forbids);
    }

    private static Set<ConsistencyModel> of(ConsistencyModel... models) {
        return Set.of(models);
    }

    private static EnumSet<Phenomenon> none() {
        return EnumSet.noneOf(Phenomenon.class);
    }

    private Set<ConsistencyModel> andWeaker() {
        Set<ConsistencyModel> models = new TreeSet<>(weaker);
        models.add(this);
        return models;
    }

    /** Whether whatever keeps this model keeps the other. */
    public boolean contains(ConsistencyModel other) {
        return this == other || weaker.contains(other);
    }

    /** Whether a history that shows the phenomenon breaks the model. */
    public boolean forbids(Phenomenon phenomenon) {
        return phenomenon.implied().stream().anyMatch(forbids::contains);
    }

    /** The weakest models that a history which shows these cannot have kept; every model that contains one is ruled out too. */
    public static Set<ConsistencyModel> ruledOut(Set<Phenomenon> shown) {
        Set<ConsistencyModel> broken = broken(shown);
        return kept(broken, model -> broken.stream().noneMatch(other -> other != model && model.contains(other)));
    }

    /** The strongest models that the history may still have kept. */
    public static Set<ConsistencyModel> mayHold(Set<Phenomenon> shown) {
        Set<ConsistencyModel> possible = EnumSet.complementOf(broken(shown));
        return kept(possible, model -> possible.stream().noneMatch(other -> other != model && other.contains(model)));
    }

    private static EnumSet<ConsistencyModel> broken(Set<Phenomenon> shown) {
        EnumSet<ConsistencyModel> broken = EnumSet.noneOf(ConsistencyModel.class);
        for (ConsistencyModel model : values()) if (shown.stream().anyMatch(model::forbids)) broken.add(model);
        return broken;
    }

    private static Set<ConsistencyModel> kept(Set<ConsistencyModel> models, Predicate<ConsistencyModel> condition) {
        EnumSet<ConsistencyModel> kept = EnumSet.noneOf(ConsistencyModel.class);
        for (ConsistencyModel model : models) if (condition.test(model)) kept.add(model);
        return kept;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
