package io.minos.scenarios.scenario;

import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** YAML as people write it: the outermost mapping in lines, a line for each element of a list, all that is within in braces. */
public final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*|-?(0|[1-9]\\d{0,17})(\\.\\d+)?(ms|s|KiB|MiB|GiB)?");
    private static final Set<String> TRUTHS = Set.of("true", "false");
    /** What YAML takes for something else. */
    private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");
    private static final Pattern NUMBER_WITH_IDLE_ZERO = Pattern.compile("-?\\d+\\.\\d*0|-0");

    private final StringBuilder text = new StringBuilder();

    /** @param value a text, or a list of them */
    public void field(String name, Object value) {
        text.append(name).append(": ").append(inBraces(value)).append('\n');
    }

    /** One line; nothing if it is empty. */
    public void mapping(String name, Map<String, ?> fields) {
        if (!fields.isEmpty()) {
            field(name, fields);
        }
    }

    /** A line each; nothing if there are none. */
    public void list(String name, List<Map<String, Object>> elements) {
        if (!elements.isEmpty()) {
            text.append(name).append(":\n");
            elements.forEach(element -> text.append("  - ").append(inBraces(element)).append('\n'));
        }
    }

    /** Fields one level deeper, a line each; nothing if there are none. */
    public void block(String name, Map<String, ?> fields) {
        if (!fields.isEmpty()) {
            text.append(name).append(":\n");
            fields.forEach((field, value) -> text.append("  ").append(field).append(": ").append(inBraces(value)).append('\n'));
        }
    }

    private static String inBraces(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(entry -> quoted(entry.getKey().toString()) + ": " + inBraces(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof Collection<?> list) {
            return list.stream().map(YamlText::inBraces).collect(Collectors.joining(", ", "[", "]"));
        }
        return quoted(value.toString());
    }

    private static String quoted(String text) {
        boolean ambiguous = WORDS.contains(text.toLowerCase(Locale.ROOT)) || NUMBER_WITH_IDLE_ZERO.matcher(text).matches();
        boolean plain = TRUTHS.contains(text) || PLAIN.matcher(text).matches() && !ambiguous;
        return plain ? text : TextNode.valueOf(text).toString();
    }

    /** Exact, as {@code 2.5s} or {@code 0.25ms}. */
    public static String duration(Duration duration) {
        long nanos = duration.toNanos();
        return nanos % 1_000_000_000 == 0 || nanos > 1_000_000_000 ? decimal(BigDecimal.valueOf(nanos, 9)) + "s" : decimal(BigDecimal.valueOf(nanos, 6)) + "ms";
    }

    public static String number(double number) {
        return decimal(BigDecimal.valueOf(number));
    }

    private static String decimal(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    public static String size(long bytes) {
        if (bytes > 0 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        return bytes > 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : Long.toString(bytes);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
