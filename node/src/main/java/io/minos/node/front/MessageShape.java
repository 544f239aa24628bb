package io.minos.node.front;

import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A message type as the JSON gateway needs it: fields by wire number and by name, looked up without reflection. Built
 * from descriptors once, on first use; immutable afterwards.
 */
final class MessageShape {
    /** The kinds of field that etcd's API has; the gateway's codec knows no other. */
    enum Kind {
        INT64("int64", 0), UINT64("uint64", 0), UINT32("uint32", 0), BOOL("bool", 0), ENUM("", 0), BYTES("[]uint8", 2), STRING("string", 2), MESSAGE("map[string]json.RawMessage", 2);

        /** What Go calls it in its error texts. */
        final String goType;
        private final int wireType;

        Kind(String goType, int wireType) {
            this.goType = goType;
            this.wireType = wireType;
        }
    }

    /**
     * @param message the type of the field's messages; of no meaning for the other kinds
     * @param enums empty for every kind but ENUM
     */
    record Field(SerializedString name, Kind kind, boolean repeated, int tag, Descriptor message, Optional<Enums> enums) {
        String goType() {
            return enums.map(Enums::goType).orElse(kind.goType);
        }
    }

    record Enums(String goType, Map<String, Integer> numbers, Map<Integer, SerializedString> names) {}

    /** Filled as messages come by, not at start. */
    private static final Map<Descriptor, MessageShape> SHAPES = new ConcurrentHashMap<>();

    private final Field[] byNumber;
    private final Map<String, Field> byName = new HashMap<>();

    static MessageShape of(Descriptor descriptor) {
        MessageShape known = SHAPES.get(descriptor);
        if (known != null) {
            return known;
        }
        MessageShape made = new MessageShape(descriptor);
        SHAPES.put(descriptor, made);
        return made;
    }

    private MessageShape(Descriptor descriptor) {
        int numberMax = descriptor.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
        byNumber = new Field[numberMax + 1];
        for (FieldDescriptor f : descriptor.getFields()) {
            Field field = fieldOf(f);
            byNumber[f.getNumber()] = field;
            byName.put(f.getName(), field);
            byName.putIfAbsent(f.getJsonName(), field);
        }
    }

    private static Field fieldOf(FieldDescriptor f) {
        Kind kind = Kind.valueOf(f.getType().name());
        int tag = f.getNumber() << 3 | kind.wireType;
        Optional<Enums> enums = kind == Kind.ENUM ? Optional.of(enumsOf(f.getEnumType())) : Optional.empty();
        Descriptor message = kind == Kind.MESSAGE ? f.getMessageType() : f.getContainingType();
        return new Field(new SerializedString(f.getName()), kind, f.isRepeated(), tag, message, enums);
    }

    private static Enums enumsOf(EnumDescriptor type) {
        Map<String, Integer> numbers = new HashMap<>();
        Map<Integer, SerializedString> names = new HashMap<>();
        for (EnumValueDescriptor value : type.getValues()) {
            numbers.put(value.getName(), value.getNumber());
            names.put(value.getNumber(), new SerializedString(value.getName()));
        }
        return new Enums(goName(type), numbers, names);
    }

    /** {@code etcdserverpb.AlarmRequest.AlarmAction} is {@code etcdserverpb.AlarmRequest_AlarmAction} in Go. */
    private static String goName(EnumDescriptor type) {
        String pkg = type.getFile().getPackage();
        return pkg + "." + type.getFullName().substring(pkg.length() + 1).replace('.', '_');
    }

    /** The shape of the messages in a field of kind MESSAGE. */
    static MessageShape of(Field field) {
        return of(field.message());
    }

    Optional<Field> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The field a wire tag belongs to; our own messages have no unknown ones. */
    Field tagged(int tag) {
        return byNumber[tag >>> 3];
    }
}
