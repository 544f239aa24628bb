package io.minos.checker.txn;

import io.minos.checker.txn.TxnAnomaly.Link;
import io.minos.checker.txn.Walk.Hop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Tells a cycle: who is concerned, and why each comes before the next. */
final class CycleStory {
    private final Txns txns;
    private final Evidence evidence;

    CycleStory(Txns txns, Evidence evidence) {
        this.txns = txns;
        this.evidence = evidence;
    }

    TxnAnomaly of(Phenomenon kind, Walk cycle) {
        List<Hop> hops = new ArrayList<>(cycle.hops());
        int earliest = hops.stream().map(Hop::from).min(Comparator.naturalOrder()).orElseThrow();
        while (hops.get(0).from() != earliest) Collections.rotate(hops, -1);
        Story story = new Story(txns);
        hops.forEach(hop -> story.name(hop.from()));
        List<Link> links = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        for (Hop hop : hops) {
            String words = evidence.words(story, hop.from(), hop.to(), hop.kind(), hop.about());
            links.add(new Link(txns.id(hop.from()), txns.id(hop.to()), hop.kind().toString(), words));
            String but = links.size() == hops.size() ? "But " : "";
            steps.add(but + story.name(hop.from()) + " came before " + story.name(hop.to()) + " (" + hop.kind() + "), because " + words + ".");
        }
        List<String> lines = new ArrayList<>(story.cast());
        lines.addAll(steps);
        boolean byRevisions = hops.stream().anyMatch(hop -> evidence.byRevision(hop.kind(), hop.about()));
        String summary = links.stream().map(Link::words).collect(Collectors.joining("; ")) + ": a contradiction.";
        return new TxnAnomaly(kind, byRevisions, null, story.ids(), links, summary, lines);
    }
}
