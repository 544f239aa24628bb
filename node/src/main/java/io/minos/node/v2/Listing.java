package io.minos.node.v2;

import io.minos.node.mvcc.OrderedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into the tree at one moment. */
final class Listing {
    private final OrderedMap.Frozen<Node> byPath;

    Listing(OrderedMap.Frozen<Node> byPath) {
        this.byPath = byPath;
    }

    /** What is at a path, or why nothing can be there. */
    sealed interface Found {
        record At(Node node) implements Found {}

        record Not(V2Error error) implements Found {}
    }

    Optional<Node> at(String path) {
        return path.equals(Path.ROOT) ? Optional.of(Node.ROOT) : Optional.ofNullable(byPath.find(Path.key(path)));
    }

    /** @param index for the error */
    Found find(String path, long index) {
        Optional<Node> there = at(path);
        if (there.isPresent()) {
            return new Found.At(there.get());
        }
        for (int end = Path.nextEnd(path, 0); ; end = Path.nextEnd(path, end)) {
            String above = path.substring(0, end);
            Optional<Node> node = at(above);
            if (node.isEmpty()) {
                return new Found.Not(ErrorCode.KEY_NOT_FOUND.at(above, index));
            }
            if (!node.get().dir()) {
                return new Found.Not(ErrorCode.NOT_DIR.at(above, index));
            }
        }
    }

    boolean hasChildren(String directory) {
        return firstBelow(directory, Path.below(directory)) != null;
    }

    List<Node> children(String directory) {
        List<Node> children = new ArrayList<>();
        Node child = firstBelow(directory, Path.below(directory));
        while (child != null) {
            children.add(child);
            child = firstBelow(directory, Path.behind(child.path()));
        }
        return children;
    }

    private @Nullable Node firstBelow(String directory, byte[] from) {
        List<Node> first = new ArrayList<>(1);
        byPath.scan(from, null, node -> {
            first.add(node);
            return false;
        });
        return first.isEmpty() || !Path.isBelow(first.get(0).path(), directory) ? null : first.get(0);
    }

    /** However deep, parents first. */
    List<Node> below(String directory) {
        List<Node> below = new ArrayList<>();
        byPath.scan(Path.below(directory), null, node -> {
            boolean isBelow = Path.isBelow(node.path(), directory);
            if (isBelow) {
                below.add(node);
            }
            return isBelow;
        });
        return below;
    }

    /** A directory as a read shows it: with its children, and theirs if {@code recursive}, but for hidden ones. */
    V2Node shown(Node node, boolean recursive, long time) {
        return node.dir() ? withChildren(node, recursive, time) : node.shown(time).build();
    }

    private V2Node withChildren(Node directory, boolean recursive, long time) {
        V2Node.Builder shown = directory.shown(time);
        for (Node child : children(directory.path())) {
            if (!Path.isHidden(child.path())) {
                shown.addNodes(recursive ? shown(child, true, time) : child.shown(time).build());
            }
        }
        return shown.build();
    }
}
