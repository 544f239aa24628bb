package io.minos.node.mvcc;

import io.minos.etcd.api.Event;
import io.minos.etcd.api.WatchResponse;
import java.util.ArrayList;
import java.util.List;

/** A watch response in parts, for clients that asked for that: all but the last say that there is more. */
final class Fragments {
    /** What comes with each event: a tag and a length. */
    private static final int EVENT_OVERHEAD_BYTES = 6;

    private Fragments() {}

    /** The response itself if it is smaller than {@code bytesMax}; else parts that are, unless one event alone is not. */
    static List<WatchResponse> of(WatchResponse whole, int bytesMax) {
        if (whole.getEventsCount() < 2 || whole.getSerializedSize() < bytesMax) {
            return List.of(whole);
        }
        List<WatchResponse> fragments = new ArrayList<>();
        WatchResponse.Builder fragment = whole.toBuilder().clearEvents();
        int emptyBytes = whole.toBuilder().clearEvents().setFragment(true).build().getSerializedSize();
        int bytes = emptyBytes;
        for (Event event : whole.getEventsList()) {
            int eventBytes = event.getSerializedSize() + EVENT_OVERHEAD_BYTES;
            if (fragment.getEventsCount() > 0 && bytes + eventBytes >= bytesMax) {
                fragments.add(fragment.setFragment(true).build());
                fragment = whole.toBuilder().clearEvents();
                bytes = emptyBytes;
            }
            fragment.addEvents(event);
            bytes += eventBytes;
        }
        fragments.add(fragment.build());
        return fragments;
    }
}
