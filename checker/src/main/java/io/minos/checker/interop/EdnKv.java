package io.minos.checker.interop;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.linear.Span;
import io.minos.checker.model.AppendRegister.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one EDN map a line, {@code {:process 0, :type :ok, :f :get, :key "0", :value "x"}}: get, put and append on a map of
 * texts. The subset of EDN is what such files use: keywords, integers, nil and strings with escapes.
 */
public final class EdnKv {
    private static final Pattern FIELD = Pattern.compile(":(\\w+)\\s+(?::(\\w+)|(-?\\d+)|(nil)|\"((?:[^\"\\\\]|\\\\.)*)\")");

    private record Open(long at, String f, String key, String argument) {}

    private EdnKv() {}

    /** The spans of each key, since keys are judged apart. */
    public static Map<String, List<Span<Action>>> read(List<String> lines) {
        Map<String, Open> open = new TreeMap<>();
        Map<String, List<Span<Action>>> spans = new TreeMap<>();
        long at = 0;
        for (String line : lines) {
            if (line.isBlank()) continue;
            at++;
            Map<String, String> event = fields(line);
            String process = need(event, "process", line);
            switch (need(event, "type", line)) {
                case "invoke" -> open.put(process, new Open(at, need(event, "f", line), need(event, "key", line), event.getOrDefault("value", "")));
                case "ok" -> add(begun(open, process, line), at, event.getOrDefault("value", ""), spans);
                case "info" -> add(begun(open, process, line), Span.NEVER, "", spans);
                case "fail" -> begun(open, process, line);
                default -> throw new HarnessFailure("An event of no known type: " + line);
            }
        }
        open.values().forEach(begun -> add(begun, Span.NEVER, "", spans));
        return spans;
    }

    private static void add(Open begun, long returned, String answer, Map<String, List<Span<Action>>> spans) {
        if (returned == Span.NEVER && begun.f().equals("get")) return;
        Action action = switch (begun.f()) {
            case "get" -> new Action.Get(answer);
            case "put" -> new Action.Put(begun.argument());
            case "append" -> new Action.Append(begun.argument());
            default -> throw new HarnessFailure("No known f: " + begun.f());
        };
        spans.computeIfAbsent(begun.key(), absent -> new ArrayList<>()).add(new Span<>(begun.at(), begun.at(), returned, action));
    }

    private static Open begun(Map<String, Open> open, String process, String line) {
        Open begun = open.remove(process);
        if (begun == null) throw new HarnessFailure("Process " + process + " completes what it never began: " + line);
        return begun;
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            for (int group : new int[] {2, 3, 5}) {
                String text = matcher.group(group);
                if (text != null) fields.put(matcher.group(1), group == 5 ? unescape(text) : text);
            }
        }
        return fields;
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            plain.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped == 'r' ? '\r' : escaped);
        }
        return plain.toString();
    }

    private static String need(Map<String, String> event, String field, String line) {
        String text = event.get(field);
        if (text == null) throw new HarnessFailure("No :" + field + " in " + line);
        return text;
    }
}
