package io.minos.node.v2;

import java.util.function.Consumer;

/**
 * The whole tree at one moment, for a snapshot: immutable, for any thread.
 *
 * @param state all but the nodes
 */
public record Image(View view, V2State state) {
    /** Nobody has ever used it. */
    public boolean isUnused() {
        return state.getIndex() == 0 && state.getCountersList().stream().allMatch(count -> count == 0);
    }

    /** In the order of their keys: parents first. */
    public void forEachNode(Consumer<V2Node> consumer) {
        view.listing().below(Path.ROOT).forEach(node -> consumer.accept(node.stored()));
    }
}
