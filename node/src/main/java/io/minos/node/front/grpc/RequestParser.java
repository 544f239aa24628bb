package io.minos.node.front.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.minos.node.apply.Validation;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.EtcdError.Code;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads requests as strictly as Go's generated code does, and nested as deep as transactions may be. Java's own reading takes a field
 * of a wrong wire type for one it does not know, and would answer another request than was meant.
 */
final class RequestParser {
    /** A transaction within another is two messages deeper; protobuf's own limit would be 100. */
    private static final int DEPTH_MAX = 2 * Validation.NESTING_MAX + 8;
    private static final int TAG_TYPE_BITS = 3;
    private static final int LENGTH_DELIMITED = 2;

    private RequestParser() {}

    /**
     * @param inStream grpc-go has other words for what a stream receives, even if it is one message
     * @throws RpcException says what is wrong with the bytes
     */
    static Message parse(byte[] bytes, Message prototype, boolean inStream) {
        try {
            check(CodedInputStream.newInstance(bytes), prototype.getDescriptorForType(), 0);
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            in.setRecursionLimit(DEPTH_MAX);
            Message message = prototype.newBuilderForType().mergeFrom(in).build();
            in.checkLastTagWas(0);
            return message;
        } catch (IOException malformed) {
            String what = inStream ? "grpc: failed to unmarshal the received message " : "grpc: error unmarshalling request: ";
            throw new RpcException(Code.INTERNAL, what + malformed.getMessage());
        }
    }

    private static void check(CodedInputStream in, Descriptor type, int depth) throws IOException {
        if (depth == DEPTH_MAX) {
            throw new RpcException(EtcdError.TOO_MANY_OPS); // nothing but transactions nests
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(tag >>> TAG_TYPE_BITS);
            if (field != null && !isOfItsType(field, tag & 7)) {
                throw new InvalidProtocolBufferException("proto: wrong wireType = " + (tag & 7) + " for field " + goName(field));
            }
            if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                int outer = in.pushLimit(in.readRawVarint32());
                check(in, field.getMessageType(), depth + 1);
                in.popLimit(outer);
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("proto: " + type.getName() + ": wiretype end group for non-group");
            }
        }
    }

    /** Numbers that repeat may come packed. */
    private static boolean isOfItsType(FieldDescriptor field, int wireType) {
        return field.getLiteType().getWireType() == wireType || field.isPackable() && wireType == LENGTH_DELIMITED;
    }

    private static String goName(FieldDescriptor field) {
        StringBuilder name = new StringBuilder();
        for (String word : field.getName().split("_")) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }
}
