package io.minos.node.v2;

import io.minos.node.v2.Listing.Found;

/** The tree's nodes at one moment: immutable, for any thread. */
public final class View {
    private final Listing listing;
    private final long index;

    View(Listing listing, long index) {
        this.listing = listing;
        this.index = index;
    }

    /** @param time for how long what is shown has to live, nanoseconds since 1970 */
    public V2Answer get(String path, boolean recursive, long time) {
        Found found = listing.find(path, index);
        V2Answer.Builder answer = V2Answer.newBuilder().setEtcdIndex(index);
        if (found instanceof Found.At at) {
            return answer.setEvent(V2Event.newBuilder().setAction("get").setNode(listing.shown(at.node(), recursive, time))).build();
        }
        return answer.setError(((Found.Not) found).error()).build();
    }

    Listing listing() {
        return listing;
    }
}
