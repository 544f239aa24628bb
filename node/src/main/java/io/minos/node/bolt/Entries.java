package io.minos.node.bolt;

import java.io.IOException;
import java.io.OutputStream;

/** What a bucket is to hold. It is gone through twice, and has to be the same each time. */
public interface Entries {
    /** Keys ascending, as unsigned bytes; none is empty or longer than 32 KiB. */
    void forEach(Sink sink) throws IOException;

    /** Takes one entry after the other. */
    interface Sink {
        void accept(byte[] key, Value value) throws IOException;
    }

    /** A value that may be large, and is not made before it is written. */
    interface Value {
        int bytes();

        /** Exactly so many. */
        void writeTo(OutputStream out) throws IOException;

        static Value of(byte[] bytes) {
            return new Value() {
                @Override
                public int bytes() {
                    return bytes.length;
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(bytes);
                }
            };
        }
    }
}
