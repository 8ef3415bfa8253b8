"""Words in angle brackets that look like tags, such as `cp <path> <list>` and `List<int>`.

Their names are those of elements of SVG or MathML, which nh3 removes with everything inside.
Outside of a drawing or a formula they are treated like any unknown tag: what is inside stays.
"""

from __future__ import annotations

import re

_NAMES = frozenset(
    """
    abs and animate annotation annotation-xml apply approx arccos arccosh arccot arccoth arccsc
    arccsch arcsec arcsech arcsin arcsinh arctan arctanh arg bind bvar card cartesianproduct
    cbytes ceiling cerror ci circle cn codomain complexes compose condition conjugate cos cosh
    cot coth cs csc csch csymbol curl declare defs degree desc determinant diff discard
    divergence divide domain domainofapplication ellipse emptyset eq equivalent eulergamma
    exists exp exponentiale factorial factorof false filter floor fn forall g gcd geq grad gt
    ident imaginary imaginaryi implies in infinity int integers intersect interval inverse
    lambda laplacian lcm leq limit line list ln log logbase lowlimit lt maction maligngroup
    malignmark marker mask matrix matrixrow max mean median menclose merror metadata mfenced
    mfrac mglyph mi min minus mlabeledtr mlongdiv mmultiscripts mn mo mode moment momentabout
    mover mpadded mpath mphantom mprescripts mroot mrow ms mscarries mscarry msgroup msline
    mspace msqrt msrow mstack mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    naturalnumbers neq none not notanumber notin notprsubset notsubset or otherwise outerproduct
    partialdiff path pattern pi piece piecewise plus polygon polyline power primes product
    prsubset quotient rationals real reals rect reln rem root scalarproduct sdev sec sech
    selector semantics sep set setdiff share sin sinh stop subset sum switch symbol tan tanh
    tendsto text times transpose true tspan union uplimit use variance vector vectorproduct view
    xor
    """.split()  # noqa: SIM905
)
_NAME = re.compile(r"</?([A-Za-z-]++)")
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_NAMES))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_FOREIGN = re.compile(r"<(?:svg|math)\b", re.IGNORECASE)


def without_foreign_tags(markup: str) -> str:
    """The markup without such tags, where it has no drawing and no formula."""
    # Looked for first: the pattern of all names takes as long as the sanitiser does.
    if _NAMES.isdisjoint(name.lower() for name in set(_NAME.findall(markup))):
        return markup
    if _FOREIGN.search(markup):
        return markup
    return _TAG.sub("", markup)
