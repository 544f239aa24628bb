package io.minos.node.v2;

/** Who is told what happens in the tree while it happens. */
public interface Outlet {
    Outlet NOBODY = new Outlet() {
        @Override
        public void changed(V2Event event) {}

        @Override
        public void removed(V2Event event, String path) {}
    };

    void changed(V2Event event);

    /** By the event, {@code path} went away; told before the event itself, and of the event's own path, too. */
    void removed(V2Event event, String path);
}
