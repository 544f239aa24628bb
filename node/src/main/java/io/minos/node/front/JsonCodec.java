package io.minos.node.front;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.minos.node.front.MessageShape.Enums;
import io.minos.node.front.MessageShape.Field;
import io.minos.node.front.MessageShape.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Messages as etcd's JSON gateway writes and reads them (grpc-gateway 1.9 with the names of the .proto file): 64-bit
 * integers as strings, bytes in base64, defaults left out, unknown fields ignored, both spellings of a name taken.
 *
 * <p>It goes by way of the wire format, in both directions: reading the wire bytes next to a table of fields needs neither
 * reflection nor the sorted map of boxed values that a message's generic view would make for every answer.
 */
final class JsonCodec {
    private static final JsonFactory JSON = new JsonFactoryBuilder().characterEscapes(new GoEscapes()).build();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?");
    private static final byte[] RESULT = "{\"result\":".getBytes(StandardCharsets.US_ASCII);

    private JsonCodec() {}

    // ---- message to JSON

    static Bytes write(Message message) {
        Bytes out = new Bytes(256);
        write(message, out);
        return out;
    }

    /** A line of a response stream. */
    static void writeResult(Message message, Bytes out) {
        out.write(RESULT, 0, RESULT.length);
        write(message, out);
        out.write('}');
        out.write('\n');
    }

    private static void write(Message message, Bytes out) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            byte[] wire = new byte[message.getSerializedSize()];
            message.writeTo(CodedOutputStream.newInstance(wire));
            new Writer(wire, json).object(MessageShape.of(message.getDescriptorForType()), wire.length);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    /** Walks over the wire bytes of a message of our own making. */
    private static final class Writer {
        private final byte[] wire;
        private final JsonGenerator json;
        private int at;

        Writer(byte[] wire, JsonGenerator json) {
            this.wire = wire;
            this.json = json;
        }

        void object(MessageShape shape, int end) throws IOException {
            json.writeStartObject();
            int openArray = 0;
            while (at < end) {
                int tag = (int) varint();
                Field field = shape.tagged(tag);
                if (tag != openArray) {
                    openArray = startField(field, tag, openArray != 0);
                }
                if (tag == field.tag()) {
                    value(field);
                } else {
                    packed(field);
                }
            }
            if (openArray != 0) {
                json.writeEndArray();
            }
            json.writeEndObject();
        }

        private int startField(Field field, int tag, boolean arrayOpen) throws IOException {
            if (arrayOpen) {
                json.writeEndArray();
            }
            json.writeFieldName(field.name());
            if (field.repeated()) {
                json.writeStartArray();
                return tag;
            }
            return 0;
        }

        /** Numbers in a row under one tag. */
        private void packed(Field field) throws IOException {
            int length = (int) varint();
            int end = at + length;
            while (at < end) {
                value(field);
            }
        }

        private void value(Field field) throws IOException {
            long number = varint();
            switch (field.kind()) {
                case INT64 -> json.writeString(Long.toString(number));
                case UINT64 -> json.writeString(Long.toUnsignedString(number));
                case UINT32 -> json.writeNumber(number);
                case BOOL -> json.writeBoolean(number != 0);
                case ENUM -> enumValue(field.enums().orElseThrow(), (int) number);
                case MESSAGE -> object(MessageShape.of(field), at + (int) number);
                case BYTES -> json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, wire, skip((int) number), (int) number);
                case STRING -> json.writeString(new String(wire, skip((int) number), (int) number, StandardCharsets.UTF_8));
            }
        }

        private void enumValue(Enums enums, int number) throws IOException {
            SerializedString name = enums.names().get(number);
            if (name != null) {
                json.writeString(name);
            } else {
                json.writeNumber(number);
            }
        }

        /** Where the next {@code length} bytes begin; they count as read. */
        private int skip(int length) {
            at += length;
            return at - length;
        }

        private long varint() {
            long value = wire[at++];
            if (value >= 0) {
                return value;
            }
            value &= 0x7f;
            for (int shift = 7; ; shift += 7) {
                byte b = wire[at++];
                value |= (b & 0x7fL) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }
    }

    // ---- JSON to message

    /**
     * Reads the first value in {@code json}; none at all is a message with nothing set.
     *
     * @param prototype the default instance of the type to read
     */
    @SuppressWarnings("unchecked")
    static <M extends Message> M read(byte[] json, int length, M prototype) throws BadJsonException {
        try (JsonParser parser = JSON.createParser(json, 0, length)) {
            if (parser.nextToken() == null) {
                return prototype;
            }
            Bytes wire = new Bytes(length + 64);
            message(parser, MessageShape.of(prototype.getDescriptorForType()), wire);
            return (M) prototype.getParserForType().parseFrom(wire.array(), 0, wire.size());
        } catch (InvalidProtocolBufferException e) {
            throw new BadJsonException("exceeded max depth");
        } catch (JsonProcessingException e) {
            throw new BadJsonException(JsonScanner.malformation(json, length).orElse("invalid UTF-8 in string"));
        } catch (BadJsonException e) {
            // Go checks the whole value's syntax before it looks at any type
            throw JsonScanner.malformation(json, length).map(BadJsonException::new).orElse(e);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    private static void message(JsonParser json, MessageShape shape, Bytes wire) throws IOException, BadJsonException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        require(json, JsonToken.START_OBJECT, Kind.MESSAGE.goType);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            Field field = shape.named(json.currentName()).orElse(null);
            JsonToken token = json.nextToken();
            if (field == null || token == JsonToken.VALUE_NULL) {
                json.skipChildren();
            } else if (field.repeated()) {
                require(json, JsonToken.START_ARRAY, "[]json.RawMessage");
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    field(json, field, wire);
                }
            } else {
                field(json, field, wire);
            }
        }
    }

    private static void field(JsonParser json, Field field, Bytes wire) throws IOException, BadJsonException {
        wire.varint(field.tag());
        switch (field.kind()) {
            case INT64, UINT64, UINT32 -> wire.varint(integer(json, field));
            case ENUM -> wire.varint(enumNumber(json, field));
            case BOOL -> wire.varint(bool(json, field) ? 1 : 0);
            default -> {
                int start = wire.beginLength();
                lengthDelimited(json, field, wire);
                wire.endLength(start);
            }
        }
    }

    private static void lengthDelimited(JsonParser json, Field field, Bytes wire) throws IOException, BadJsonException {
        if (field.kind() == Kind.MESSAGE) {
            message(json, MessageShape.of(field), wire);
            return;
        }
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        require(json, JsonToken.VALUE_STRING, field.goType());
        if (field.kind() == Kind.BYTES) {
            GoBase64.decode(json.getTextCharacters(), json.getTextOffset(), json.getTextLength(), wire);
        } else {
            byte[] text = json.getText().getBytes(StandardCharsets.UTF_8);
            wire.write(text, 0, text.length);
        }
    }

    private static boolean bool(JsonParser json, Field field) throws IOException, BadJsonException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw mismatch(json, field.goType());
        };
    }

    private static long enumNumber(JsonParser json, Field field) throws IOException, BadJsonException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return integer(json, field);
        }
        Enums enums = field.enums().orElseThrow();
        Integer number = enums.numbers().get(json.getText());
        if (number == null) {
            throw new BadJsonException("unknown value " + goQuoted(json.getText()) + " for enum " + enums.goType());
        }
        return number;
    }

    /** A number, or a string that holds one. */
    private static long integer(JsonParser json, Field field) throws IOException, BadJsonException {
        switch (json.currentToken()) {
            case VALUE_NULL -> {
                return 0;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
                return integer(json.getText().strip(), field);
            }
            default -> throw mismatch(json, field.goType());
        }
    }

    private static long integer(String text, Field field) throws BadJsonException {
        try {
            if (NUMBER.matcher(text).matches()) {
                return switch (field.kind()) {
                    case INT64 -> Long.parseLong(text);
                    case UINT64 -> Long.parseUnsignedLong(text);
                    case UINT32 -> Integer.toUnsignedLong(Integer.parseUnsignedInt(text));
                    default -> Integer.parseInt(text);
                };
            }
        } catch (NumberFormatException e) {
            throw new BadJsonException("json: cannot unmarshal number " + text + " into Go value of type " + field.goType());
        }
        if (text.isEmpty()) {
            throw new BadJsonException("unexpected end of JSON input");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String notJson = JsonScanner.malformation(bytes, bytes.length).orElse("");
        String ofOtherKind = "json: cannot unmarshal bool into Go value of type " + field.goType();
        throw new BadJsonException(notJson.isEmpty() ? ofOtherKind : notJson);
    }

    private static void require(JsonParser json, JsonToken token, String goType) throws IOException, BadJsonException {
        if (json.currentToken() != token) {
            throw mismatch(json, goType);
        }
    }

    private static BadJsonException mismatch(JsonParser json, String goType) {
        String kind = switch (json.currentToken()) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_TRUE, VALUE_FALSE -> "bool";
            default -> "number";
        };
        return new BadJsonException("json: cannot unmarshal " + kind + " into Go value of type " + goType);
    }

    private static String goQuoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Go's encoding/json also escapes what HTML would take for markup. */
    private static final class GoEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;
        private static final int LINE_SEPARATOR = 0x2028;
        private static final int PARAGRAPH_SEPARATOR = 0x2029;
        private static final int[] ASCII = escapes();

        private static int[] escapes() {
            int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
            for (char c : new char[] {'<', '>', '&', '\b', '\f'}) {
                escapes[c] = CharacterEscapes.ESCAPE_CUSTOM;
            }
            return escapes;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ASCII;
        }

        /** @return null for what needs no escape: Jackson asks about everything beyond ASCII */
        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            boolean escaped = c < 0x80 || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
            return escaped ? new SerializedString(String.format("\\u%04x", c)) : null;
        }
    }

    /** Text as a JSON string, escaped as Go does. */
    static String quoted(String text) {
        Bytes out = new Bytes(text.length() + 16);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeString(text);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
    }
}
