package io.minos.client;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Protobuf messages in the JSON of etcd's gateway: proto names, 64-bit integers as strings, bytes in base64, defaults left
 * out. Fields it does not know are skipped, so that a newer server can be read.
 */
final class ProtoJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ProtoJson() {}

    static byte[] write(Message message) {
        var bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            writeMessage(out, message);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static JsonParser parser(byte[] json, int offset, int length) throws IOException {
        return JSON.createParser(json, offset, length);
    }

    private static void writeMessage(JsonGenerator out, Message message) throws IOException {
        out.writeStartObject();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            out.writeFieldName(field.getName());
            if (field.isRepeated()) {
                out.writeStartArray();
                for (Object element : (List<?>) entry.getValue()) {
                    writeValue(out, field, element);
                }
                out.writeEndArray();
            } else {
                writeValue(out, field, entry.getValue());
            }
        }
        out.writeEndObject();
    }

    private static void writeValue(JsonGenerator out, FieldDescriptor field, Object value) throws IOException {
        switch (field.getType()) {
            case MESSAGE -> writeMessage(out, (Message) value);
            case BYTES -> out.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, ((ByteString) value).newInput(), ((ByteString) value).size());
            case ENUM -> out.writeString(((EnumValueDescriptor) value).getName());
            case UINT64, FIXED64 -> out.writeString(Long.toUnsignedString((Long) value));
            case INT64, SINT64, SFIXED64 -> out.writeString(Long.toString((Long) value));
            case UINT32, FIXED32 -> out.writeNumber(Integer.toUnsignedLong((Integer) value));
            case INT32, SINT32, SFIXED32 -> out.writeNumber((Integer) value);
            case BOOL -> out.writeBoolean((Boolean) value);
            case STRING -> out.writeString((String) value);
            default -> throw new IllegalArgumentException("no such field in etcd's schema: " + field.getFullName());
        }
    }

    /** Reads one message; the parser stands on its opening brace and is left on the closing one. */
    static <M extends Message> M read(JsonParser in, M blank) throws IOException {
        @SuppressWarnings("unchecked") // a builder of M builds an M
        M message = (M) readInto(in, blank.newBuilderForType()).build();
        return message;
    }

    private static Message.Builder readInto(JsonParser in, Message.Builder builder) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("expected an object, found " + in.currentToken());
        }
        Descriptor type = builder.getDescriptorForType();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            if (in.currentToken() != JsonToken.FIELD_NAME) {
                throw new IOException("the object does not end");
            }
            FieldDescriptor field = type.findFieldByName(in.currentName());
            JsonToken token = in.nextToken();
            if (field == null || token == JsonToken.VALUE_NULL) {
                in.skipChildren();
            } else if (field.isRepeated()) {
                readRepeated(in, builder, field);
            } else {
                builder.setField(field, readValue(in, builder, field));
            }
        }
        return builder;
    }

    private static void readRepeated(JsonParser in, Message.Builder builder, FieldDescriptor field) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("expected an array in " + field.getName());
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == null) {
                throw new IOException("the array does not end");
            }
            builder.addRepeatedField(field, readValue(in, builder, field));
        }
    }

    private static Object readValue(JsonParser in, Message.Builder builder, FieldDescriptor field) throws IOException {
        try {
            return switch (field.getType()) {
                case MESSAGE -> readInto(in, builder.newBuilderForField(field)).build();
                case BYTES -> ByteString.copyFrom(in.getBinaryValue(Base64Variants.MIME_NO_LINEFEEDS));
                case ENUM -> readEnum(in, field);
                case UINT64, FIXED64 -> Long.parseUnsignedLong(in.getText());
                case INT64, SINT64, SFIXED64 -> Long.parseLong(in.getText());
                case UINT32, FIXED32 -> Integer.parseUnsignedInt(in.getText());
                case INT32, SINT32, SFIXED32 -> Integer.parseInt(in.getText());
                case BOOL -> in.getBooleanValue();
                case STRING -> in.getText();
                default -> throw new IOException("no such field in etcd's schema: " + field.getFullName());
            };
        } catch (IllegalArgumentException e) {
            throw new IOException("bad value for " + field.getName() + ": " + in.getText(), e);
        }
    }

    private static EnumValueDescriptor readEnum(JsonParser in, FieldDescriptor field) throws IOException {
        EnumValueDescriptor value = in.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? field.getEnumType().findValueByNumberCreatingIfUnknown(in.getIntValue())
                : field.getEnumType().findValueByName(in.getText());
        if (value == null) {
            throw new IOException("unknown value " + in.getText() + " of " + field.getEnumType().getName());
        }
        return value;
    }
}
