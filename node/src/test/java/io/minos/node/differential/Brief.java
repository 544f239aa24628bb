package io.minos.node.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages on one short line, for whoever reads a difference. */
final class Brief {
    private static final int STRING_CHARS_MAX = 60;
    private static final Pattern SYMBOL = Pattern.compile("\\b\\d{15,}\\b");

    private Brief() {}

    static String of(Message message) {
        String text = TextFormat.printer().emittingSingleLine(true).printToString(withShortBytes(message));
        text = SYMBOL.matcher(text).replaceAll(found -> Matcher.quoteReplacement(symbol(found.group())));
        return (message.getDescriptorForType().getName() + " { " + text + " }").replaceAll(" +", " ");
    }

    private static String symbol(String digits) {
        try {
            return Symbols.name(Long.parseLong(digits));
        } catch (NumberFormatException unsigned) {
            return digits;
        }
    }

    static String hex(ByteString bytes) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.size(), STRING_CHARS_MAX); i++) {
            hex.append(String.format("%02x", bytes.byteAt(i)));
        }
        return hex + (bytes.size() > STRING_CHARS_MAX ? "… (" + bytes.size() + " bytes)" : "");
    }

    private static Message withShortBytes(Message message) {
        Message.Builder builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (field.isRepeated()) {
                List<?> elements = (List<?>) value;
                for (int i = 0; i < elements.size(); i++) {
                    builder.setRepeatedField(field, i, shortened(elements.get(i)));
                }
            } else {
                builder.setField(field, shortened(value));
            }
        });
        return builder.build();
    }

    private static Object shortened(Object value) {
        if (value instanceof Message nested) {
            return withShortBytes(nested);
        }
        boolean isLong = value instanceof ByteString bytes && bytes.size() > STRING_CHARS_MAX;
        return isLong ? ByteString.copyFromUtf8("(" + ((ByteString) value).size() + " bytes)") : value;
    }
}
