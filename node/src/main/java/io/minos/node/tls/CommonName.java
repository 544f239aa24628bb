package io.minos.node.tls;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** A certificate's subject's common name. */
final class CommonName {
    private CommonName() {}

    /** The last if there are several, as Go takes it (crypto/x509/pkix, FillFromRDNSequence); empty if there is none. */
    static String of(X509Certificate certificate) {
        RDN[] names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()).getRDNs(BCStyle.CN);
        if (names.length == 0) {
            return "";
        }
        for (var attribute : names[names.length - 1].getTypesAndValues()) {
            if (attribute.getType().equals(BCStyle.CN)) {
                return IETFUtils.valueToString(attribute.getValue());
            }
        }
        return "";
    }
}
