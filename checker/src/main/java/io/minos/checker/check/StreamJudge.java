package io.minos.checker.check;

import io.minos.checker.check.Timeline.Known;
import io.minos.checker.check.Timeline.Place;
import io.minos.checker.history.Action;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.WatchStream.Response;
import io.minos.checker.history.WatchStream.WatchEvent;
import io.minos.checker.history.WatchStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One watch stream against the promises. */
final class StreamJudge {
    private final WatchStream stream;
    private final Action.Watch watch;
    private final Timeline timeline;
    private final Ruling ruling;

    /** The numbers of the known events that were told. */
    private final BitSet delivered = new BitSet();
    /** The first revision the stream has to deliver; 0 until it is known. */
    private long first;
    private long firstDelivered;
    private long lastRevision;
    private long lastRevisionResponse = -1;
    private long bookmark;

    StreamJudge(WatchStream stream, Timeline timeline, Ruling ruling) {
        this.stream = stream;
        this.watch = stream.watch();
        this.timeline = timeline;
        this.ruling = ruling;
        this.first = watch.startRevision();
    }

    /** Judges what was received, in the order it was. */
    void received() {
        for (Response response : stream.responses()) {
            // From now: the first revision after the one the server created the watch at.
            if (response.created() && first == 0) first = response.revision() + 1;
            if (response.progress()) progress(response);
            for (WatchEvent event : response.events()) event(response, event);
            if (response.canceled() && response.compactRevision() > 0) compacted(response);
        }
    }

    private void progress(Response response) {
        long revision = response.revision();
        if (revision < bookmark) anomaly("bookmarkable", "Progress went back from revision " + bookmark + " to " + revision + ".", null, response, List.of());
        else if (revision < lastRevision) anomaly("bookmarkable", "Progress said revision " + revision + " after an event of revision " + lastRevision + ".", null, response, List.of());
        else if (first > 0 && revision < first - 1) anomaly("bookmarkable", "Progress said revision " + revision + ", below the watch's start " + first + ".", null, response, List.of());
        bookmark = Math.max(bookmark, revision);
    }

    private void event(Response response, WatchEvent event) {
        long revision = event.revision();
        String key = event.kv().key();
        if (!key.startsWith(watch.prefix())) anomaly("filter", "The watch on " + watch.prefix() + "* was told of " + event + ".", key, response, List.of());
        if (first > 0 && revision < first) anomaly("resumable", "The watch from revision " + first + " was told of " + event + ".", key, response, List.of());
        if (revision <= bookmark) anomaly("bookmarkable", "Progress had said revision " + bookmark + ", then came " + event + ".", key, response, List.of());
        Place place = timeline.told(event);
        order(response, event, place);
        explained(response, event, place);
        if (watch.prevKv()) prev(response, event, place.before());
        if (!event.delete()) created(response, event, place.before() == null ? null : place.before().known());
        if (firstDelivered == 0) firstDelivered = revision;
        if (revision >= lastRevision) {
            lastRevision = revision;
            lastRevisionResponse = response.index();
        }
    }

    private void order(Response response, WatchEvent event, Place place) {
        long revision = event.revision();
        String key = event.kv().key();
        boolean toldBefore = delivered.get(place.number());
        delivered.set(place.number());
        if (toldBefore) anomaly("unique", "Told twice: " + event + ".", key, response, List.of());
        else if (revision < lastRevision) anomaly("ordered", "After revision " + lastRevision + " came " + event + ".", key, response, List.of());
        else if (revision == lastRevision && response.index() != lastRevisionResponse) anomaly("atomic", "Revision " + revision + " was split over two responses, the second with " + event + ".", key, response, List.of());
    }

    /** Somebody must have asked for it, and before it was told. */
    private void explained(Response response, WatchEvent event, Place place) {
        String value = event.delete() ? null : event.kv().value();
        // What contradicts the known event has explanations of its own.
        List<Operation> attempts = Objects.equals(value, place.known().value()) ? place.attempts() : timeline.attempts(event.kv().key(), value);
        for (Operation attempt : attempts) if (attempt.index() < response.index()) return;
        if (event.delete() && timeline.mayRunOut(event.kv().key())) return;
        anomaly("phantom", "No operation explains " + event + ".", event.kv().key(), response, List.of());
    }

    /** @param before the last event known to lie before, of this key */
    private void prev(Response response, WatchEvent event, @Nullable Place place) {
        Known before = place == null ? null : place.known();
        String key = event.kv().key();
        Kv prev = event.prev();
        boolean mayBeCompacted = timeline.compactRevisionMax() >= event.revision() - 1;
        if (prev == null) {
            boolean wasThere = before != null && !before.delete() && (event.delete() || event.kv().create() != event.revision());
            if ((wasThere || event.delete()) && !mayBeCompacted) prevAnomaly("came without the value before it", response, event, before);
            return;
        }
        if (!prev.key().equals(key) || prev.mod() >= event.revision()) prevAnomaly("came with the value before it " + prev, response, event, before);
        else if (before != null && prev.mod() < before.revision()) prevAnomaly("came with an old value before it: " + prev, response, event, before);
        else if (before != null && prev.mod() == before.revision() && !prev.value().equals(before.value())) prevAnomaly("came with a wrong value before it: " + prev, response, event, before);
        else if (attempts(prev, place).isEmpty()) prevAnomaly("came with a value before it that nobody wrote: " + prev, response, event, before);
    }

    private List<Operation> attempts(Kv prev, @Nullable Place before) {
        return before != null && prev.value().equals(before.known().value()) ? before.attempts() : timeline.attempts(prev.key(), prev.value());
    }

    private void prevAnomaly(String what, Response response, WatchEvent event, @Nullable Known before) {
        anomaly("prev-value", "The event " + event + " " + what + ".", event.kv().key(), response, before == null ? List.of() : List.of(before));
    }

    /** create_revision, mod_revision and version must say the same of the key's beginning, and follow on what was before. */
    private void created(Response response, WatchEvent event, @Nullable Known before) {
        Kv kv = event.kv();
        if (kv.create() == 0) return;
        boolean creates = kv.create() == kv.mod();
        Kv prev = event.prev();
        String wrong = null;
        if (kv.create() > kv.mod()) wrong = "was created after it was changed";
        else if (kv.version() > 0 && creates != (kv.version() == 1)) wrong = "has version " + kv.version() + " and create revision " + kv.create();
        else if (prev != null && prev.create() > 0 && (kv.create() != prev.create() || kv.version() != prev.version() + 1)) wrong = "has create revision " + kv.create() + " and version " + kv.version() + " after " + prev.create() + " and " + prev.version();
        else if (before != null && before.delete() && kv.create() <= before.revision()) wrong = "has create revision " + kv.create() + " although it was deleted at " + before.revision();
        else if (before != null && before.kv() != null && kv.create() < before.kv().create()) wrong = "has create revision " + kv.create() + ", below the one before, " + before.kv().create();
        else if (creates && before != null && !before.delete() && before.revision() == kv.mod() - 1) wrong = "claims to create the key, which was there one revision before";
        else if (creates && prev != null) wrong = "claims to create the key, and had a value before it";
        if (wrong != null) anomaly("create-flag", "The event " + event + " " + wrong + ".", kv.key(), response, before == null ? List.of() : List.of(before));
    }

    private void compacted(Response response) {
        long next = Math.max(lastRevision + 1, first);
        if (next >= response.compactRevision()) anomaly("compacted", "Cancelled for compaction at revision " + response.compactRevision() + ", although the next to be told was " + next + ".", null, response, List.of());
    }

    /** Every proven event between the start and the last one told must have been told. How many there are. */
    long missing() {
        long start = first > 0 ? first : firstDelivered;
        if (start == 0) return 0;
        List<Place> due = timeline.between(watch.prefix(), start, Math.max(lastRevision, bookmark));
        for (Place place : due) if (!delivered.get(place.number())) missing(place.known());
        return due.size();
    }

    private void missing(Known known) {
        boolean below = known.revision() < timeline.compactRevisionMax();
        boolean beforeFirst = firstDelivered == 0 || known.revision() < firstDelivered;
        String kind = below ? "compacted" : beforeFirst && watch.startRevision() > 0 ? "resumable" : "reliable";
        String summary = "Never told: " + known + (below ? ", compacted since, without the watch being cancelled" : "") + "; the stream went on to revision " + Math.max(lastRevision, bookmark) + ".";
        anomaly(kind, summary, known.key(), null, List.of(known));
    }

    /** A stream that we ended must have been told, by then, of what happened long enough before. */
    void late(long healedNanos, long boundNanos) {
        Operation request = stream.request();
        boolean cancelled = stream.responses().stream().anyMatch(Response::canceled);
        if (!request.ok() || cancelled || first == 0 || healedNanos == Long.MAX_VALUE) return;
        for (Place place : timeline.between(watch.prefix(), Math.max(first, Math.max(lastRevision, bookmark) + 1), Long.MAX_VALUE)) {
            Known known = place.known();
            long since = Math.max(known.provenAt(), Math.max(healedNanos, request.invokedNanos()));
            long waited = request.completedNanos() - since;
            if (waited < boundNanos) continue;
            anomaly("live", "Not told within " + waited / 1_000_000 + " ms: " + known + ".", known.key(), null, List.of(known));
        }
    }

    private void anomaly(String kind, String summary, @Nullable String key, @Nullable Response at, List<Known> knowns) {
        List<Long> operations = new ArrayList<>();
        operations.add(stream.request().index());
        List<String> steps = new ArrayList<>();
        steps.add(stream.request().describe() + ".");
        for (Known known : knowns) {
            operations.add(known.proof());
            steps.add("#" + known.proof() + " proves: " + known + " (" + known.source().name().toLowerCase(Locale.ROOT) + ").");
        }
        if (at != null) steps.add("Response #" + at.index() + " at revision " + at.revision() + ": " + (at.events().isEmpty() ? "no events" : String.join(", ", at.events().stream().limit(8).map(Object::toString).toList())) + ".");
        ruling.anomaly(kind, summary, key, operations, steps);
    }
}
