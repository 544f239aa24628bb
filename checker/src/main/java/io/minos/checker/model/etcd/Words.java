package io.minos.checker.model.etcd;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Requests and answers for people to read. */
final class Words {
    private Words() {}

    static String of(Request request) {
        if (request instanceof Request.Put put) return "put " + put.key() + (put.ignoreValue() ? "" : "=" + put.value()) + lease(put);
        if (request instanceof Request.DeleteRange delete) return "delete " + delete.range();
        if (request instanceof Request.Range range) return range(range);
        if (request instanceof Request.Compaction compaction) return "compact to " + compaction.revision();
        if (request instanceof Request.LeaseGrant grant) return "grant lease " + grant.id() + " for " + grant.ttlSeconds() + " s";
        if (request instanceof Request.LeaseRevoke revoke) return "revoke lease " + revoke.id();
        return request instanceof Request.Txn txn ? "txn " + txn(txn) : "nothing";
    }

    private static String lease(Request.Put put) {
        return put.ignoreLease() ? " with the lease it has" : put.lease() == 0 ? "" : " with lease " + put.lease();
    }

    private static String range(Request.Range range) {
        StringBuilder words = new StringBuilder(range.countOnly() ? "count " : "range ").append(range.range());
        if (range.revision() > 0) words.append(" at ").append(range.revision());
        if (range.limit() > 0) words.append(", at most ").append(range.limit());
        if (range.order() != Request.SortOrder.NONE || range.target() != Request.SortTarget.KEY) words.append(", sorted by ").append(name(range.target())).append(range.order() == Request.SortOrder.DESCEND ? " down" : "");
        if (!range.bounds().equals(Request.Bounds.NONE)) words.append(", within ").append(range.bounds());
        return words.append(range.keysOnly() ? ", keys only" : "").toString();
    }

    private static String txn(Request.Txn txn) {
        String condition = txn.compares().stream().map(Words::of).collect(Collectors.joining(" and "));
        return (condition.isEmpty() ? "" : "if " + condition + " ") + "then " + all(txn.success()) + (txn.failure().isEmpty() ? "" : " else " + all(txn.failure()));
    }

    private static String all(List<Request> operations) {
        return operations.stream().map(Words::of).collect(Collectors.joining("; ", "(", ")"));
    }

    private static String of(Compare compare) {
        String sign = switch (compare.result()) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "≠";
            case LESS -> "<";
            case GREATER -> ">";
        };
        return name(compare.target()) + " of " + compare.range() + " " + sign + " " + (compare.target() == Compare.Target.VALUE ? compare.value() : String.valueOf(compare.number()));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String of(Answer answer) {
        String revision = answer.revision() == 0 ? "" : " at revision " + answer.revision();
        if (answer instanceof Answer.Refused refused) return refused.error().text();
        if (answer instanceof Answer.Range range) return range.kvs() + (range.more() ? " and more" : "") + ", " + range.count() + " in all" + revision;
        if (answer instanceof Answer.Put put) return "done" + (put.prev() == null ? "" : ", before it " + put.prev()) + revision;
        if (answer instanceof Answer.DeleteRange delete) return delete.deleted() + " deleted" + (delete.prevs().isEmpty() ? "" : " " + delete.prevs()) + revision;
        if (answer instanceof Answer.LeaseGrant grant) return "lease " + grant.id() + " for " + grant.ttlSeconds() + " s" + revision;
        if (!(answer instanceof Answer.Txn txn)) return "done" + revision;
        return (txn.succeeded() ? "then" : "else") + txn.answers().stream().map(Words::of).collect(Collectors.joining("; ", " (", ")")) + revision;
    }
}
