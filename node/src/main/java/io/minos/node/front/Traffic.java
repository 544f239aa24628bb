package io.minos.node.front;

import io.minos.node.outcome.EtcdError.Code;

/** Is told of gRPC calls. Any thread. */
public interface Traffic {
    /** What is said is forgotten. */
    Traffic NONE = new Traffic() {
        @Override
        public void serves(Method method) {}

        @Override
        public Call started(Method method, String clientVersion) {
            return Call.UNOBSERVED;
        }
    };

    /** @param type as Go's library has it: {@code unary}, {@code server_stream}, {@code bidi_stream} */
    record Method(String service, String name, String type) {}

    /** One that is told of all its life. */
    interface Call {
        Call UNOBSERVED = new Call() {
            @Override
            public void received(int bytes) {}

            @Override
            public void sent(int bytes) {}

            @Override
            public void handled(Code code) {}
        };

        void received(int bytes);

        void sent(int bytes);

        /** It is over; said once. */
        void handled(Code code);
    }

    /** Before the first call. */
    void serves(Method method);

    /** @param clientVersion as the client says; empty if it does not */
    Call started(Method method, String clientVersion);
}
