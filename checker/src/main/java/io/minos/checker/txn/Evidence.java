package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Versions.Source;

/** Why one transaction comes before another, in words, from what the edge between them is about. */
final class Evidence {
    private final Txns txns;
    private final Writes writes;
    private final ListVersions lists;
    private final Versions versions;
    private final Revisions revisions;

    Evidence(Txns txns, Writes writes, ListVersions lists, Versions versions, Revisions revisions) {
        this.txns = txns;
        this.writes = writes;
        this.lists = lists;
        this.versions = versions;
        this.revisions = revisions;
    }

    private boolean ofPair(Dependency kind, int about) {
        return (kind == Dependency.WW || kind == Dependency.RW) && about >= txns.micros();
    }

    /** Whether only the revisions say so. */
    boolean byRevision(Dependency kind, int about) {
        return ofPair(kind, about) && versions.source(about - txns.micros()) == Source.REVISION;
    }

    String words(Story story, int from, int to, Dependency kind, int about) {
        return switch (kind) {
            case PROCESS -> "process " + txns.names().process(txns.process(from)) + " ran " + story.name(from) + " before " + story.name(to);
            case REALTIME -> story.name(from) + " was answered before " + story.name(to) + " was asked for";
            case WR -> wrote(story, about);
            case WW -> ofPair(kind, about) ? registers(story, about - txns.micros()) : appended(story, from, about);
            case RW -> about < 0 ? never(story, from, to, ~about) : ofPair(kind, about) ? missed(story, from, about - txns.micros()) : unread(story, from, about);
            case ONWARD -> throw new IllegalArgumentException("no dependency by itself");
        };
    }

    private String wrote(Story story, int read) {
        int key = txns.key(read);
        boolean list = txns.kind(read) == Kind.READ_LIST;
        int write = list ? lists.writers(txns.list(read))[txns.value(read) - 1] : writes.of(key, txns.value(read));
        return story.write(write) + " before " + story.read(read);
    }

    private String appended(Story story, int from, int append) {
        int list = txns.lists().main(txns.key(append));
        int[] writers = lists.writers(list);
        int place = lists.place(append);
        int before = place == ListVersions.UNSEEN ? writers.length - 1 : place - 1;
        while (writers[before] == Writes.NOBODY || txns.owner(writers[before]) != from) before--;
        String words = story.write(writers[before]) + " before " + story.write(append);
        int read = lists.reader(list, place == ListVersions.UNSEEN ? before + 1 : place + 1);
        return words + " (" + story.read(read) + (place == ListVersions.UNSEEN ? ", and nobody read " + story.written(append) : "") + ")";
    }

    private String unread(Story story, int from, int append) {
        String words = story.read(readBy(from, txns.key(append))) + " before " + story.write(append);
        int read = lists.reader(txns.lists().main(txns.key(append)), lists.place(append) + 1);
        return words + " (" + story.read(read) + ")";
    }

    private String never(Story story, int from, int to, int key) {
        String words = story.read(readBy(from, key)) + " before ";
        for (int micro = txns.first(to); micro < txns.first(to + 1); micro++) {
            if (txns.key(micro) != key || !txns.kind(micro).writes()) continue;
            boolean append = txns.kind(micro) == Kind.APPEND;
            if (append ? lists.place(micro) == ListVersions.UNSEEN : !writes.intermediate(micro)) return words + story.write(micro) + (append ? " (which nobody read)" : "");
        }
        throw new IllegalArgumentException("#" + txns.id(to) + " did not write " + txns.names().key(key));
    }

    private String registers(Story story, int pair) {
        return story.write(versions.from.get(pair)) + " before " + story.write(versions.to.get(pair)) + " (" + source(story, pair) + ")";
    }

    private String missed(Story story, int from, int pair) {
        return story.read(readBy(from, versions.key(versions.to.get(pair)))) + " before " + story.write(versions.to.get(pair)) + " (" + source(story, pair) + ")";
    }

    private String source(Story story, int pair) {
        int earlier = versions.from.get(pair);
        int later = versions.to.get(pair);
        String by = versions.by(pair) < 0 ? "" : story.name(versions.by(pair));
        return switch (versions.source(pair)) {
            case REPLACED -> by + " read " + story.written(earlier) + " and replaced it";
            case SEQUENTIAL -> "process " + txns.names().process(txns.process(versions.by(pair))) + " knew " + story.written(earlier) + " before " + by;
            case LINEARIZABLE -> story.written(earlier) + " was known before " + by + " was asked for";
            case REVISION -> "the revisions are " + revisions.of(earlier) + " and " + revisions.of(later);
        };
    }

    private int readBy(int txn, int key) {
        for (int micro = txns.first(txn); micro < txns.first(txn + 1); micro++) if (txns.key(micro) == key && !txns.kind(micro).writes()) return micro;
        throw new IllegalArgumentException("#" + txns.id(txn) + " did not read " + txns.names().key(key));
    }
}
