package io.minos.scenarios.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One mapping of a scenario file, read field by field; every complaint names the file and the field. */
public final class Fields {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(KiB|MiB|GiB)?");
    private static final Map<String, Double> MILLIS = Map.of("ms", 1.0, "s", 1_000.0, "m", 60_000.0, "h", 3_600_000.0);
    private static final Map<String, Integer> SHIFT = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

    private final String file;
    private final String path;
    private final JsonNode node;

    private Fields(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** @param allowed every field there may be */
    static Fields of(String file, String path, JsonNode node, List<String> allowed) {
        var fields = new Fields(file, path, node);
        if (!node.isObject()) {
            throw fields.complaint(path, "must be a mapping with " + String.join(", ", allowed));
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                throw fields.complaint(fields.pathOf(name), "is not a field; there are " + String.join(", ", allowed));
            }
        });
        return fields;
    }

    public boolean has(String name) {
        return node.has(name);
    }

    public Fields mapping(String name, List<String> allowed) {
        return of(file, pathOf(name), node.get(name), allowed);
    }

    /** As {@link #mapping}, and one without fields when there is none of this name. */
    public Fields section(String name, List<String> allowed) {
        return has(name) ? mapping(name, allowed) : of(file, pathOf(name), JsonNodeFactory.instance.objectNode(), allowed);
    }

    /** What every element of a list is read as; the element's path is told. */
    <T> List<T> list(String name, Function<Element, T> read) {
        JsonNode list = node.path(name);
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray()) {
            throw complaint(pathOf(name), "must be a list");
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            values.add(read.apply(new Element(file, pathOf(name) + "[" + i + "]", list.get(i))));
        }
        return values;
    }

    /** One of a list. */
    record Element(String file, String path, JsonNode node) {
        String text() {
            if (!node.isValueNode() || node.isNull()) {
                throw new ScenarioException(file + ": " + path + " must be a plain value");
            }
            return node.asText();
        }
    }

    boolean isList(String name) {
        return node.path(name).isArray();
    }

    public String text(String name) {
        return optionalText(name).orElseThrow(() -> complaint(pathOf(name), "is missing"));
    }

    public String text(String name, String otherwise) {
        return optionalText(name).orElse(otherwise);
    }

    public Optional<String> optionalText(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode()) {
            throw complaint(pathOf(name), "must be a plain value");
        }
        return Optional.of(value.asText());
    }

    public int integer(String name, int otherwise) {
        return optionalText(name).map(text -> parse(name, text, "a whole number such as " + otherwise, Integer::valueOf)).orElse(otherwise);
    }

    public double number(String name, double otherwise) {
        return optionalText(name).map(text -> parse(name, text, "a number such as 200", Double::valueOf)).orElse(otherwise);
    }

    /** From 0 to 1. */
    public double rate(String name, double otherwise) {
        double rate = number(name, otherwise);
        if (!(rate >= 0 && rate <= 1)) {
            throw complaint(pathOf(name), "must be from 0 to 1, not " + rate);
        }
        return rate;
    }

    public boolean truth(String name, boolean otherwise) {
        String text = text(name, Boolean.toString(otherwise));
        if (!text.equals("true") && !text.equals("false")) {
            throw unknown(name, text, List.of("true", "false"));
        }
        return text.equals("true");
    }

    public Optional<Long> whole(String name) {
        return optionalText(name).map(text -> parse(name, text, "a whole number such as 7", Long::valueOf));
    }

    public Duration duration(String name, Duration otherwise) {
        return optionalText(name).map(text -> parse(name, text, "a duration such as 500ms, 10s or 2m", Fields::parseDuration)).orElse(otherwise);
    }

    public long size(String name, long otherwise) {
        return optionalText(name).map(text -> parse(name, text, "a size such as 192MiB", Fields::parseSize)).orElse(otherwise);
    }

    Map<String, String> texts(String name) {
        JsonNode mapping = node.path(name);
        if (mapping.isMissingNode()) {
            return Map.of();
        }
        if (!mapping.isObject()) {
            throw complaint(pathOf(name), "must be a mapping of names to values");
        }
        Map<String, String> values = new LinkedHashMap<>();
        mapping.properties().forEach(entry -> {
            if (!entry.getValue().isValueNode()) {
                throw complaint(pathOf(name) + "." + entry.getKey(), "must be a plain value");
            }
            values.put(entry.getKey(), entry.getValue().asText());
        });
        return values;
    }

    /** Runs a constructor that checks its arguments, and puts this place in front of its complaint. */
    public <T> T made(Function<Fields, T> constructor) {
        try {
            return constructor.apply(this);
        } catch (IllegalArgumentException e) {
            throw complaint(path, e.getMessage());
        }
    }

    public ScenarioException unknown(String name, String value, Collection<String> allowed) {
        return complaint(pathOf(name), "cannot be \"" + value + "\"; allowed are " + String.join(", ", new TreeSet<>(allowed)));
    }

    public ScenarioException complaint(String where, String what) {
        return new ScenarioException(where.isEmpty() ? file + ": " + what : file + ": " + where + " " + what);
    }

    public String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private <T> T parse(String name, String text, String wanted, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw complaint(pathOf(name), "must be " + wanted + ", not \"" + text + "\"");
        }
    }

    static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * MILLIS.get(matcher.group(2)) * 1e6));
    }

    static long parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        long factor = matcher.group(2) == null ? 1 : 1L << SHIFT.get(matcher.group(2));
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
