package io.minos.nemesis.toxiproxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.nemesis.relay.EventLoop;
import io.minos.nemesis.toxiproxy.Toxic.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What each request of Toxiproxy's HTTP API does. Belongs to the loop's thread. */
final class Api {
    static final String VERSION = "2.5.0";

    private final EventLoop loop;
    private final RandomGenerator random;
    private final Map<String, Proxy> proxies = new TreeMap<>();

    /** @param json the body; empty for none */
    record Answer(int status, String contentType, String body) {
        static Answer json(int status, JsonNode body) {
            return new Answer(status, "application/json", body.toString());
        }

        static Answer empty(int status) {
            return new Answer(status, "", "");
        }

        static Answer plain(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body);
        }

        /** As Go's http.Error sends it, JSON under the name of plain text. */
        static Answer of(ApiException e) {
            return plain(e.status(), error(Json.MAPPER.createObjectNode(), e) + "\n");
        }
    }

    Api(EventLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
    }

    Answer answer(String method, String path, String body) {
        try {
            return route(method, List.of(path.substring(1).split("/", -1)), body);
        } catch (ApiException e) {
            return Answer.of(e);
        }
    }

    private Answer route(String method, List<String> path, String body) {
        String shape = method + " " + shape(path);
        return switch (shape) {
            case "GET version" -> new Answer(200, "text/plain;charset=utf-8", VERSION);
            case "POST reset" -> reset();
            case "POST populate" -> populate(body);
            case "GET proxies" -> index();
            case "POST proxies" -> create(body);
            case "GET proxies/*" -> Answer.json(200, Json.of(proxy(path.get(1))));
            case "POST proxies/*" -> update(proxy(path.get(1)), body);
            case "DELETE proxies/*" -> delete(proxy(path.get(1)));
            case "GET proxies/*/toxics" -> Answer.json(200, Json.of(proxy(path.get(1)).toxics()));
            case "POST proxies/*/toxics" -> addToxic(proxy(path.get(1)), body);
            case "GET proxies/*/toxics/*" -> Answer.json(200, Json.of(toxic(proxy(path.get(1)), path.get(3))));
            case "POST proxies/*/toxics/*" -> changeToxic(proxy(path.get(1)), path.get(3), body);
            case "DELETE proxies/*/toxics/*" -> removeToxic(proxy(path.get(1)), path.get(3));
            default -> known(shape(path)) ? Answer.empty(405) : Answer.plain(404, "404 page not found\n");
        };
    }

    /** The path with its variable parts as stars; something that no route has when it is none. */
    private static String shape(List<String> path) {
        List<String> shape = new ArrayList<>(path);
        for (int i = 1; i < shape.size(); i += 2) {
            shape.set(i, shape.get(i).isEmpty() ? "?" : "*");
        }
        return String.join("/", shape);
    }

    private static boolean known(String shape) {
        return List.of("version", "reset", "populate", "proxies", "proxies/*", "proxies/*/toxics", "proxies/*/toxics/*").contains(shape);
    }

    private Proxy proxy(String name) {
        Proxy proxy = proxies.get(name);
        if (proxy == null) {
            throw ApiException.proxyNotFound();
        }
        return proxy;
    }

    private static Toxic toxic(Proxy proxy, String name) {
        return proxy.toxic(name).orElseThrow(ApiException::toxicNotFound);
    }

    private Answer reset() {
        for (Proxy proxy : proxies.values()) {
            proxy.start();
            proxy.removeToxics();
        }
        return Answer.empty(204);
    }

    private Answer index() {
        ObjectNode all = Json.MAPPER.createObjectNode();
        proxies.forEach((name, proxy) -> all.set(name, Json.of(proxy)));
        return Answer.json(200, all);
    }

    private Answer create(String body) {
        ObjectNode given = Json.parseObject(body);
        Proxy proxy = made(given, "");
        if (proxies.containsKey(proxy.name())) {
            throw ApiException.proxyExists();
        }
        if (Json.truth(given, "enabled", true)) {
            proxy.start();
        }
        proxies.put(proxy.name(), proxy);
        return Answer.json(201, Json.of(proxy));
    }

    private Proxy made(ObjectNode given, String where) {
        String name = Json.text(given, "name", "");
        String upstream = Json.text(given, "upstream", "");
        if (name.isEmpty()) {
            throw ApiException.missingField("name" + where);
        }
        if (upstream.isEmpty()) {
            throw ApiException.missingField("upstream" + where);
        }
        return new Proxy(loop, random, name, Json.text(given, "listen", ""), upstream);
    }

    private Answer update(Proxy proxy, String body) {
        ObjectNode given = Json.parseObject(body);
        proxy.update(
                Json.text(given, "listen", proxy.listen()),
                Json.text(given, "upstream", proxy.upstream()),
                Json.truth(given, "enabled", proxy.enabled()));
        return Answer.json(200, Json.of(proxy));
    }

    private Answer delete(Proxy proxy) {
        proxy.stop();
        proxies.remove(proxy.name());
        return Answer.empty(204);
    }

    /** All inputs are checked before the first proxy is made; after that, what was made before a failure stays. */
    private Answer populate(String body) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode done = Json.MAPPER.createArrayNode();
        int status = 201;
        try {
            JsonNode given = Json.parse(body);
            if (!given.isArray()) {
                throw ApiException.badBody("json: an array is expected");
            }
            List<Proxy> wanted = new ArrayList<>();
            List<ObjectNode> settings = new ArrayList<>();
            for (JsonNode one : given) {
                ObjectNode setting = one instanceof ObjectNode object ? Json.lowerCaseNames(object) : Json.MAPPER.createObjectNode();
                settings.add(setting);
                wanted.add(made(setting, " at proxy " + settings.size()));
            }
            for (int i = 0; i < wanted.size(); i++) {
                done.add(Json.of(addOrReplace(wanted.get(i), Json.truth(settings.get(i), "enabled", true))));
            }
        } catch (ApiException e) {
            status = e.status();
            error(answer, e);
        }
        answer.set("proxies", done);
        return Answer.json(status, answer);
    }

    private Proxy addOrReplace(Proxy wanted, boolean enabled) {
        Proxy existing = proxies.get(wanted.name());
        if (existing != null) {
            if (existing.listen().equals(wanted.listen()) && existing.upstream().equals(wanted.upstream())) {
                return existing;
            }
            existing.stop();
        }
        if (enabled) {
            wanted.start();
        }
        proxies.put(wanted.name(), wanted);
        return wanted;
    }

    private Answer addToxic(Proxy proxy, String body) {
        ObjectNode given = Json.parseObject(body);
        String type = Json.text(given, "type", "");
        String streamText = Json.text(given, "stream", "downstream");
        float toxicity = Json.number(given, "toxicity", 1);
        Stream stream = Stream.parse(streamText).orElseThrow(ApiException::invalidStream);
        Class<? extends Attributes> attributesType = Attributes.TYPES.get(type);
        if (attributesType == null) {
            throw ApiException.invalidToxicType();
        }
        String name = Json.text(given, "name", "");
        Attributes attributes = Json.attributes(attributesType, Json.MAPPER.createObjectNode(), given.path("attributes"));
        Toxic toxic = new Toxic(name.isEmpty() ? type + "_" + streamText : name, type, streamText, stream, toxicity, attributes);
        proxy.add(toxic);
        return Answer.json(200, Json.of(toxic));
    }

    private static Answer changeToxic(Proxy proxy, String name, String body) {
        Toxic toxic = toxic(proxy, name);
        ObjectNode given = Json.parseObject(body);
        Attributes attributes = Json.attributes(toxic.attributes().getClass(), Json.of(toxic.attributes()), given.path("attributes"));
        proxy.change(toxic, attributes, Json.number(given, "toxicity", toxic.toxicity()));
        return Answer.json(200, Json.of(toxic));
    }

    private static Answer removeToxic(Proxy proxy, String name) {
        proxy.remove(toxic(proxy, name));
        return Answer.empty(204);
    }

    private static ObjectNode error(ObjectNode into, ApiException e) {
        return into.put("error", e.getMessage()).put("status", e.status());
    }
}
