package io.minos.checker.model.named;

import io.minos.checker.model.etcd.Answer;
import io.minos.checker.model.etcd.Compare;
import io.minos.checker.model.etcd.EtcdError;
import io.minos.checker.model.etcd.EtcdModel;
import io.minos.checker.model.etcd.KeyRange;
import io.minos.checker.model.etcd.KeyValue;
import io.minos.checker.model.etcd.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of etcd: maps with the fields of its JSON, texts where that has base64. An answer without a header is compared by
 * its values alone.
 */
final class EtcdWords {
    static final NamedModel<?, ?> ETCD = new NamedModel<>("etcd", "etcd as a whole: keys, revisions, transactions, leases, compaction; it is empty and at revision 1 at first",
            List.of("put {key, value, lease, prev_kv, ignore_value, ignore_lease} → {header {revision}, prev_kv}",
                    "range {key, range_end, revision, limit, sort_order, sort_target, keys_only, count_only, min_mod_revision, …} → {header, kvs, more, count}",
                    "delete-range {key, range_end, prev_kv} → {header, deleted, prev_kvs}",
                    "txn {compare [{key, range_end, target, result, version …}], success [{request_put {…}} …], failure […]} → {header, succeeded, responses [{response_put {…}} …]}",
                    "compact {revision} → {header}", "lease-grant {ID, TTL} → {header, ID, TTL}", "lease-revoke {ID} → {header}",
                    "(refused: the answer is the text of the error)"),
            EtcdWords::action, (name, actions) -> new EtcdModel());

    private EtcdWords() {}

    private static EtcdModel.@Nullable Action action(Told told) {
        // an id that etcd chose is known from its answer alone
        boolean chosen = told.f().equals("lease-grant") && told.asked().field("ID").number(0) == 0;
        if (chosen && !told.ok() && !told.refused()) return null;
        Request request = request(told.f(), chosen && told.ok() ? named(told.asked(), told.answered().field("ID")) : told.asked());
        if (told.refused()) return new EtcdModel.Action(request, new Answer.Refused(error(told.answered().someText())));
        if (!told.ok()) return request.readsOnly() ? null : new EtcdModel.Action(request, null);
        Answer answer = answer(request, told.answered());
        return answer.revision() == 0 ? new EtcdModel.Action(request, answer.withoutRevisions(), true) : new EtcdModel.Action(request, answer);
    }

    private static Datum named(Datum asked, Datum id) {
        return new Datum.Fields(Map.of("ID", id, "TTL", asked.field("TTL")));
    }

    private static EtcdError error(String text) {
        return Stream.of(EtcdError.values()).filter(error -> error.text().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no error that this model knows"));
    }

    private static Request request(String f, Datum asked) {
        return switch (f) {
            case "put" -> new Request.Put(text(asked, "key"), text(asked, "value"), asked.field("lease").number(0), flag(asked, "prev_kv"), flag(asked, "ignore_value"), flag(asked, "ignore_lease"));
            case "range" -> range(asked);
            case "delete-range" -> new Request.DeleteRange(keys(asked), flag(asked, "prev_kv"));
            case "txn" -> new Request.Txn(asked.field("compare").itemsOrNone().stream().map(EtcdWords::compare).toList(), operations(asked.field("success")), operations(asked.field("failure")));
            case "compact" -> new Request.Compaction(asked.field("revision").number(0));
            case "lease-grant" -> new Request.LeaseGrant(asked.field("ID").number(0), asked.field("TTL").number(0));
            case "lease-revoke" -> new Request.LeaseRevoke(asked.field("ID").number(0));
            default -> throw new IllegalArgumentException(f + " is no operation of this model");
        };
    }

    private static Request range(Datum asked) {
        Request.Bounds bounds = new Request.Bounds(asked.field("min_mod_revision").number(0), asked.field("max_mod_revision").number(0),
                asked.field("min_create_revision").number(0), asked.field("max_create_revision").number(0));
        return new Request.Range(keys(asked), asked.field("revision").number(0), asked.field("limit").number(0), constant(asked, "sort_order", Request.SortOrder.NONE),
                constant(asked, "sort_target", Request.SortTarget.KEY), flag(asked, "keys_only"), flag(asked, "count_only"), bounds);
    }

    private static Compare compare(Datum asked) {
        Compare.Target target = constant(asked, "target", Compare.Target.VERSION);
        long number = switch (target) {
            case VERSION -> asked.field("version").number(0);
            case CREATE -> asked.field("create_revision").number(0);
            case MOD -> asked.field("mod_revision").number(0);
            case LEASE -> asked.field("lease").number(0);
            case VALUE -> 0;
        };
        return new Compare(keys(asked), target, constant(asked, "result", Compare.Result.EQUAL), number, text(asked, "value"));
    }

    private static List<Request> operations(Datum operations) {
        return operations.itemsOrNone().stream().map(operation -> {
            for (String f : List.of("put", "range", "delete-range", "txn")) {
                Datum asked = operation.field("request_" + f.replace('-', '_'));
                if (!asked.equals(Datum.NIL)) return request(f, asked);
            }
            return new Request.Nothing();
        }).toList();
    }

    private static Answer answer(Request request, Datum answered) {
        Datum header = answered.field("header");
        long revision = header.equals(Datum.NIL) ? 0 : header.field("revision").number(0);
        if (request instanceof Request.Put) return new Answer.Put(revision, prev(answered));
        if (request instanceof Request.Range) return new Answer.Range(revision, kvs(answered.field("kvs")), flag(answered, "more"), answered.field("count").number(0));
        if (request instanceof Request.DeleteRange) return new Answer.DeleteRange(revision, answered.field("deleted").number(0), kvs(answered.field("prev_kvs")));
        if (request instanceof Request.Compaction) return new Answer.Compaction(revision);
        if (request instanceof Request.LeaseGrant) return new Answer.LeaseGrant(revision, answered.field("ID").number(0), answered.field("TTL").number(0));
        if (request instanceof Request.LeaseRevoke) return new Answer.LeaseRevoke(revision);
        return txn((Request.Txn) request, revision, answered);
    }

    private static Answer txn(Request.Txn txn, long revision, Datum answered) {
        boolean succeeded = flag(answered, "succeeded");
        List<Request> taken = succeeded ? txn.success() : txn.failure();
        List<Datum> responses = answered.field("responses").itemsOrNone();
        if (responses.size() != taken.size()) throw new IllegalArgumentException(taken.size() + " operations have " + responses.size() + " responses");
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) answers.add(answer(taken.get(i), response(taken.get(i), responses.get(i))));
        return new Answer.Txn(revision, succeeded, answers);
    }

    private static Datum response(Request operation, Datum response) {
        return response.field(operation instanceof Request.Put ? "response_put" : operation instanceof Request.Range ? "response_range"
                : operation instanceof Request.DeleteRange ? "response_delete_range" : "response_txn");
    }

    private static @Nullable KeyValue prev(Datum answered) {
        Datum prev = answered.field("prev_kv");
        return prev.equals(Datum.NIL) ? null : kv(prev);
    }

    private static List<KeyValue> kvs(Datum kvs) {
        return kvs.itemsOrNone().stream().map(EtcdWords::kv).toList();
    }

    private static KeyValue kv(Datum kv) {
        return new KeyValue(text(kv, "key"), text(kv, "value"), kv.field("create_revision").number(0), kv.field("mod_revision").number(0), kv.field("version").number(0), kv.field("lease").number(0));
    }

    private static KeyRange keys(Datum asked) {
        return new KeyRange(text(asked, "key"), text(asked, "range_end"));
    }

    private static String text(Datum map, String field) {
        String text = map.field(field).text();
        return text == null ? "" : text;
    }

    private static boolean flag(Datum map, String field) {
        return "true".equals(map.field(field).text());
    }

    private static <E extends Enum<E>> E constant(Datum map, String field, E byDefault) {
        String name = map.field(field).text();
        if (name == null) return byDefault;
        try {
            return Enum.valueOf(byDefault.getDeclaringClass(), name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(field + " is none that etcd knows: " + name);
        }
    }
}
