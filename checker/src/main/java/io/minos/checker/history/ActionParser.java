package io.minos.checker.history;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asked or was told, straight from its JSON; {@link Values} reads what is not as {@link F} has it. For one thread. */
final class ActionParser {
    private final KnownKvs known = new KnownKvs();
    private @Nullable String key;
    private @Nullable String value;
    private @Nullable String prefix;
    private @Nullable String expect;
    private boolean serializable;
    private @Nullable Boolean succeeded;
    private @Nullable Long deleted;
    private @Nullable Seen kv;
    private @Nullable Seen prev;
    private @Nullable List<Kv> kvs;
    private long count;
    private @Nullable List<Action.Micro> micros;
    private boolean unexpected;

    /**
     * @param json at the value's beginning; at its end afterwards, if it could be read
     * @param ok whether it is of an answer
     * @return null: it is no action, or not as expected
     */
    @Nullable Action parse(JsonParser json, String f, boolean ok) throws IOException {
        if (f.equals(F.COMPACT) || f.startsWith(F.WATCH)) return null;
        clear();
        for (String field = json.nextFieldName(); field != null && !unexpected; field = json.nextFieldName()) field(json, field, ok);
        return unexpected || json.currentToken() != JsonToken.END_OBJECT ? null : action(f, ok);
    }

    private void clear() {
        key = null;
        value = null;
        prefix = null;
        expect = null;
        serializable = false;
        succeeded = null;
        deleted = null;
        kv = null;
        prev = null;
        kvs = null;
        count = 0;
        micros = null;
        unexpected = false;
    }

    private void field(JsonParser json, String field, boolean ok) throws IOException {
        JsonToken token = json.nextToken();
        switch (field) {
            case "key" -> key = text(json, token);
            case "value" -> value = text(json, token);
            case "prefix" -> prefix = text(json, token);
            case "expect" -> expect = token == JsonToken.VALUE_NULL ? null : text(json, token);
            case "serializable" -> serializable = truth(token);
            case "succeeded" -> succeeded = truth(token);
            case "deleted" -> deleted = number(json, token);
            case "count" -> count = number(json, token);
            case "kv" -> kv = seen(json, token);
            case "prev" -> prev = seen(json, token);
            case "kvs" -> kvs = kvs(json, token);
            case "ops" -> micros = micros(json, token, ok);
            default -> json.skipChildren();
        }
    }

    private @Nullable Action action(String f, boolean ok) {
        return switch (f) {
            case F.READ -> key == null ? null : new Action.Read(key, serializable, ok ? kv : null);
            case F.WRITE, F.ADD -> key == null || value == null ? null : new Action.Write(key, value, ok ? prev : null);
            case F.DELETE -> key == null ? null : new Action.Delete(key, ok ? deleted : null, ok ? prev : null);
            case F.CAS -> key == null || value == null ? null : new Action.Cas(key, expect, value, ok ? succeeded : null, ok ? kv : null);
            case F.TXN -> micros == null || micros.isEmpty() ? null : new Action.Txn(micros);
            case F.RANGE, F.MEMBERS, F.FINAL_READ -> prefix == null || ok && kvs == null ? null : new Action.Range(prefix, serializable, ok ? kvs : null, count);
            default -> null;
        };
    }

    private String text(JsonParser json, @Nullable JsonToken token) throws IOException {
        unexpected |= token != JsonToken.VALUE_STRING;
        return unexpected ? "" : json.getText();
    }

    private boolean truth(@Nullable JsonToken token) {
        unexpected |= token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE;
        return token == JsonToken.VALUE_TRUE;
    }

    private long number(JsonParser json, @Nullable JsonToken token) throws IOException {
        unexpected |= token != JsonToken.VALUE_NUMBER_INT;
        return unexpected ? 0 : json.getLongValue();
    }

    private Seen seen(JsonParser json, @Nullable JsonToken token) throws IOException {
        return token == JsonToken.VALUE_NULL ? Seen.MISSING : new Seen(kv(json, token));
    }

    private Kv kv(JsonParser json, @Nullable JsonToken token) throws IOException {
        unexpected |= token != JsonToken.START_OBJECT;
        String key = null;
        String value = "";
        long create = 0;
        long mod = 0;
        long version = 0;
        long lease = 0;
        for (String field = unexpected ? null : json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken each = json.nextToken();
            switch (field) {
                case "key" -> key = text(json, each);
                case "value" -> value = text(json, each);
                case "create" -> create = number(json, each);
                case "mod" -> mod = number(json, each);
                case "version" -> version = number(json, each);
                case "lease" -> lease = number(json, each);
                default -> json.skipChildren();
            }
        }
        unexpected |= key == null;
        return known.of(new Kv(key == null ? "" : key, value, create, mod, version, lease));
    }

    private List<Kv> kvs(JsonParser json, @Nullable JsonToken token) throws IOException {
        unexpected |= token != JsonToken.START_ARRAY;
        List<Kv> kvs = new ArrayList<>();
        while (!unexpected) {
            JsonToken each = json.nextToken();
            if (each == JsonToken.END_ARRAY) break;
            kvs.add(kv(json, each));
        }
        return kvs;
    }

    private List<Action.Micro> micros(JsonParser json, @Nullable JsonToken token, boolean ok) throws IOException {
        unexpected |= token != JsonToken.START_ARRAY;
        List<Action.Micro> micros = new ArrayList<>();
        while (!unexpected) {
            JsonToken each = json.nextToken();
            if (each == JsonToken.END_ARRAY) break;
            Action.Micro micro = micro(json, each, ok);
            if (micro == null) unexpected = true;
            else micros.add(micro);
        }
        return micros;
    }

    /** {@code ["r",key,value,mod]}, the last of which may be left out, {@code ["w",key,value]}, {@code ["d",key,null]}. */
    private Action.@Nullable Micro micro(JsonParser json, @Nullable JsonToken token, boolean ok) throws IOException {
        if (token != JsonToken.START_ARRAY) return null;
        String kind = text(json, json.nextToken());
        String key = text(json, json.nextToken());
        JsonToken third = json.nextToken();
        String value = third == JsonToken.VALUE_NULL ? null : text(json, third);
        long mod = 0;
        JsonToken fourth = json.nextToken();
        if (fourth != JsonToken.END_ARRAY) {
            mod = number(json, fourth);
            if (json.nextToken() != JsonToken.END_ARRAY) return null;
        }
        if (unexpected) return null;
        return switch (kind) {
            case "r" -> new Action.Micro.Read(key, !ok ? null : value == null ? Seen.MISSING : new Seen(new Kv(key, value, 0, mod, 0, 0)));
            case "w" -> value == null ? null : new Action.Micro.Write(key, value);
            case "d" -> new Action.Micro.Delete(key);
            default -> null;
        };
    }
}
