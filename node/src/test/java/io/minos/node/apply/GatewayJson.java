package io.minos.node.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Messages as etcd's JSON gateway writes them: original names, 64-bit numbers and bytes as strings, defaults left out. */
public final class GatewayJson {
    public static final ObjectMapper MAPPER = new ObjectMapper();

    private GatewayJson() {}

    public static ObjectNode of(Message message) {
        ObjectNode json = MAPPER.createObjectNode();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getKey().isRepeated()) {
                ArrayNode array = json.putArray(field.getKey().getName());
                ((List<?>) field.getValue()).forEach(element -> array.add(value(field.getKey(), element)));
            } else {
                json.set(field.getKey().getName(), value(field.getKey(), field.getValue()));
            }
        }
        return json;
    }

    private static JsonNode value(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT -> MAPPER.getNodeFactory().numberNode(Integer.toUnsignedLong((Integer) value));
            case LONG -> MAPPER.getNodeFactory().textNode(field.getType() == FieldDescriptor.Type.UINT64
                    ? Long.toUnsignedString((Long) value) : value.toString());
            case BOOLEAN -> MAPPER.getNodeFactory().booleanNode((Boolean) value);
            case STRING -> MAPPER.getNodeFactory().textNode((String) value);
            case BYTE_STRING -> MAPPER.getNodeFactory().textNode(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case ENUM -> MAPPER.getNodeFactory().textNode(((EnumValueDescriptor) value).getName());
            case MESSAGE -> of((Message) value);
            case FLOAT, DOUBLE -> throw new IllegalArgumentException(field.getFullName());
        };
    }

    /** Without what differs between any two members: who they are and their term. */
    public static JsonNode withoutIdentity(JsonNode json) {
        for (JsonNode header : json.findValues("header")) {
            ((ObjectNode) header).remove(List.of("cluster_id", "member_id", "raft_term"));
        }
        return json;
    }
}
