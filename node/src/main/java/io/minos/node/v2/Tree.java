package io.minos.node.v2;

import io.minos.node.Invariants;
import io.minos.node.v2.Listing.Found;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The v2 store: what its commands do. Each change has the next index. Deterministic: all time is in the requests. One thread.
 */
public final class Tree {
    /** etcd takes what would expire before 2000 for a mistake, and keeps it for ever; when creating, not when updating. */
    private static final long EXPIRATION_MIN = 946_684_800_000_000_000L;

    private final Nodes nodes = new Nodes();
    private final History history = new History();
    private final Counters counters = new Counters();
    private Outlet outlet = Outlet.NOBODY;
    private long index;

    /** Empty, and as if it had been changed so often before. */
    public static Tree startingAt(long index) {
        Tree tree = new Tree();
        tree.index = index;
        return tree;
    }

    /** What an {@link Image} had. */
    public static Tree restore(V2State state, Iterable<V2Node> nodes) {
        Tree tree = startingAt(state.getIndex());
        nodes.forEach(node -> tree.nodes.put(Node.of(node)));
        state.getHistoryList().forEach(tree.history::add);
        tree.counters.restore(state.getCountersList());
        return tree;
    }

    /** Whom to tell what happens from now on. */
    public void tell(Outlet newOutlet) {
        outlet = newOutlet;
    }

    public long index() {
        return index;
    }

    History history() {
        return history;
    }

    /** Something has run out by {@code time}: a SYNC request is needed. */
    public boolean hasExpired(long time) {
        return nodes.expired(time).isPresent();
    }

    /** For any thread, at any time. */
    public View view() {
        return new View(nodes.frozen(), index);
    }

    /** Likewise, with all that is not nodes. */
    public Image image() {
        return new Image(view(), V2State.newBuilder().setIndex(index).addAllHistory(history.all()).addAllCounters(counters.all()).build());
    }

    /** Of each {@link Counter} in order: how often it succeeded, how often it failed. */
    public List<Long> counters() {
        return counters.all();
    }

    public V2Answer apply(V2Request request) {
        Invariants.check(Path.isCanonical(request.getPath()), "the path of a v2 request is canonical");
        return switch (request.getMethod()) {
            case PUT -> put(request);
            case POST -> counted(Counter.CREATE, request, (tree, post) -> tree.create(post, post.getPath() + "/" + inOrder(tree.index + 1)));
            case DELETE -> expectsPrevious(request)
                    ? counted(Counter.COMPARE_AND_DELETE, request, Tree::compareAndDelete)
                    : counted(Counter.DELETE, request, Tree::delete);
            case SYNC -> expire(request.getTime());
            case NONE, UNRECOGNIZED -> throw new IllegalArgumentException("a v2 request without a method");
        };
    }

    private V2Answer put(V2Request request) {
        if (request.hasPrevExist() && !request.getPrevExist()) {
            return counted(Counter.CREATE, request, (tree, put) -> tree.create(put, put.getPath()));
        }
        if (expectsPrevious(request)) {
            return counted(Counter.COMPARE_AND_SWAP, request, Tree::compareAndSwap);
        }
        return request.hasPrevExist() ? counted(Counter.UPDATE, request, Tree::update) : counted(Counter.SETS, request, Tree::set);
    }

    private static boolean expectsPrevious(V2Request request) {
        return request.getPrevIndex() != 0 || !request.getPrevValue().isEmpty();
    }

    /** Keys by this sort as they were made. */
    private static String inOrder(long number) {
        String digits = Long.toUnsignedString(number);
        return "0".repeat(20 - digits.length()) + digits;
    }

    // ------------------------------------------------------------------ outcomes

    /** @param failed as etcd counts it, which forgets some failures */
    private record Outcome(V2Answer answer, boolean failed) {
        static Outcome refused(V2Error error) {
            return new Outcome(V2Answer.newBuilder().setError(error).setEtcdIndex(error.getIndex()).build(), true);
        }

        Outcome countedAsSuccess() {
            return new Outcome(answer, false);
        }
    }

    private V2Answer counted(Counter counter, V2Request request, BiFunction<Tree, V2Request, Outcome> operation) {
        Outcome outcome = operation.apply(this, request);
        counters.count(counter, outcome.failed());
        return outcome.answer();
    }

    private Outcome refused(ErrorCode code, String cause) {
        return Outcome.refused(code.at(cause, index));
    }

    private Outcome rootIsReadOnly() {
        return refused(ErrorCode.ROOT_READ_ONLY, "/");
    }

    /** The change is made: it has the next index, stands in the history, and watchers learn of it, but of no mere refresh. */
    private Outcome changed(V2Event.Builder change, boolean refresh) {
        V2Event event = change.setRefresh(refresh).build();
        index = History.index(event);
        history.add(event);
        if (!refresh) {
            outlet.changed(event);
        }
        return new Outcome(V2Answer.newBuilder().setEvent(event).setEtcdIndex(index).build(), false);
    }

    private V2Node.Builder shownNext(Node node) {
        return V2Node.newBuilder().setKey(node.path()).setModifiedIndex(index + 1).setCreatedIndex(node.createdIndex());
    }

    // ------------------------------------------------------------------ operations

    private Outcome set(V2Request request) {
        Found before = nodes.now().find(request.getPath(), index);
        if (before instanceof Found.Not not && (request.getRefresh() || not.error().getCode() != ErrorCode.KEY_NOT_FOUND.number())) {
            return Outcome.refused(not.error());
        }
        String value = before instanceof Found.At at && request.getRefresh() ? at.node().value() : request.getValue();
        if (before instanceof Found.At at && !at.node().path().equals(Path.ROOT)) {
            if (at.node().dir()) {
                return refused(ErrorCode.NOT_FILE, request.getPath());
            }
            V2Node previous = at.node().shown(request.getTime()).build();
            return add("set", request, request.getPath(), value, Optional.of(previous));
        }
        return add("set", request, request.getPath(), value, Optional.empty());
    }

    private Outcome create(V2Request request, String path) {
        if (path.equals(Path.ROOT)) {
            return rootIsReadOnly();
        }
        Optional<Outcome> noDirectory = noDirectory(Path.parent(path));
        if (noDirectory.isPresent()) {
            return noDirectory.get();
        }
        return nodes.now().at(path).isPresent() ? refused(ErrorCode.NODE_EXIST, path) : add("create", request, path, request.getValue(), Optional.empty());
    }

    /** In the place of whatever file is there, with the directories that it needs. */
    private Outcome add(String action, V2Request request, String path, String value, Optional<V2Node> previous) {
        if (path.equals(Path.ROOT)) {
            return rootIsReadOnly();
        }
        Optional<Outcome> noDirectory = noDirectory(Path.parent(path));
        if (noDirectory.isPresent()) {
            return noDirectory.get();
        }
        makeDirectories(Path.parent(path));
        long expiration = request.getExpiration() < EXPIRATION_MIN ? Node.PERMANENT : request.getExpiration();
        Node node = new Node(path, request.getDir(), request.getDir() ? "" : value, index + 1, index + 1, expiration);
        nodes.put(node);
        V2Event.Builder event = V2Event.newBuilder().setAction(action).setNode(node.shown(request.getTime()));
        previous.ifPresent(event::setPrevNode);
        return changed(event, request.getRefresh() && action.equals("set"));
    }

    /** A file stands where a directory is needed. etcd counts that as a failed set on top. */
    private Optional<Outcome> noDirectory(String path) {
        for (int end = 0; end < path.length(); ) {
            end = Path.nextEnd(path, end);
            Optional<Node> node = nodes.now().at(path.substring(0, end));
            if (node.isPresent() && !node.get().dir()) {
                counters.count(Counter.SETS, true);
                return Optional.of(refused(ErrorCode.NOT_DIR, node.get().path()));
            }
        }
        return Optional.empty();
    }

    private void makeDirectories(String path) {
        for (int end = 0; end < path.length(); ) {
            end = Path.nextEnd(path, end);
            String directory = path.substring(0, end);
            if (nodes.now().at(directory).isEmpty()) {
                nodes.put(new Node(directory, true, "", index + 1, index + 1, Node.PERMANENT));
            }
        }
    }

    private Outcome update(V2Request request) {
        if (request.getPath().equals(Path.ROOT)) {
            return rootIsReadOnly().countedAsSuccess();
        }
        Found found = nodes.now().find(request.getPath(), index);
        if (found instanceof Found.Not not) {
            return Outcome.refused(not.error());
        }
        Node node = ((Found.At) found).node();
        if (node.dir() && !request.getValue().isEmpty()) {
            return refused(ErrorCode.NOT_FILE, node.path()).countedAsSuccess();
        }
        return write("update", request, node, node.dir() ? node : node.withValue(valueOf(request, node), index + 1));
    }

    private Outcome compareAndSwap(V2Request request) {
        if (request.getPath().equals(Path.ROOT)) {
            return rootIsReadOnly().countedAsSuccess();
        }
        Found found = nodes.now().find(request.getPath(), index);
        if (found instanceof Found.Not not) {
            return Outcome.refused(not.error());
        }
        Node node = ((Found.At) found).node();
        if (node.dir()) {
            return refused(ErrorCode.NOT_FILE, node.path());
        }
        Optional<String> difference = node.difference(request.getPrevValue(), request.getPrevIndex());
        return difference.isPresent()
                ? refused(ErrorCode.TEST_FAILED, difference.get())
                : write("compareAndSwap", request, node, node.withValue(valueOf(request, node), index + 1));
    }

    private static String valueOf(V2Request request, Node node) {
        return request.getRefresh() ? node.value() : request.getValue();
    }

    /** A directory that is updated has a new expiration, and its old index: as in etcd, only the event tells the new one. */
    private Outcome write(String action, V2Request request, Node before, Node written) {
        Node after = written.withExpiration(request.getExpiration());
        nodes.put(after);
        V2Node.Builder shown = after.shown(request.getTime()).setModifiedIndex(index + 1);
        return changed(V2Event.newBuilder().setAction(action).setNode(shown).setPrevNode(before.shown(request.getTime())), request.getRefresh());
    }

    private Outcome delete(V2Request request) {
        if (request.getPath().equals(Path.ROOT)) {
            return rootIsReadOnly().countedAsSuccess();
        }
        Found found = nodes.now().find(request.getPath(), index);
        if (found instanceof Found.Not not) {
            return Outcome.refused(not.error());
        }
        Node node = ((Found.At) found).node();
        if (node.dir() && !request.getDir() && !request.getRecursive()) {
            return refused(ErrorCode.NOT_FILE, node.path());
        }
        if (node.dir() && !request.getRecursive() && nodes.now().hasChildren(node.path())) {
            return refused(ErrorCode.DIR_NOT_EMPTY, node.path());
        }
        return remove("delete", node, shownNext(node).setDir(node.dir()), request.getTime());
    }

    private Outcome compareAndDelete(V2Request request) {
        Found found = nodes.now().find(request.getPath(), index);
        if (found instanceof Found.Not not) {
            return Outcome.refused(not.error());
        }
        Node node = ((Found.At) found).node();
        if (node.dir()) {
            return refused(ErrorCode.NOT_FILE, node.path()).countedAsSuccess();
        }
        Optional<String> difference = node.difference(request.getPrevValue(), request.getPrevIndex());
        return difference.isPresent()
                ? refused(ErrorCode.TEST_FAILED, difference.get()).countedAsSuccess()
                : remove("compareAndDelete", node, shownNext(node), request.getTime());
    }

    private Outcome remove(String action, Node node, V2Node.Builder shown, long time) {
        V2Event.Builder event = V2Event.newBuilder().setAction(action).setNode(shown).setPrevNode(node.shown(time));
        List<String> gone = nodes.remove(node);
        gone.forEach(path -> outlet.removed(event.build(), path));
        return changed(event, false);
    }

    /** Everything whose time has come by {@code time}, the first to expire first. */
    private V2Answer expire(long time) {
        for (Optional<Node> next = nodes.expired(time); next.isPresent(); next = nodes.expired(time)) {
            remove("expire", next.get(), shownNext(next.get()).setDir(next.get().dir()), time);
            counters.count(Counter.EXPIRE, false);
        }
        return V2Answer.newBuilder().setEtcdIndex(index).build();
    }
}
