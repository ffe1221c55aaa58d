// The tokens both parts use and the look of the launcher. One string for a constructed style sheet: a page whose
// policy forbids all styles still shows it right.
export const loaderStyles = `
:host{all:initial!important;display:contents!important}
.u{--u-bg:#fff;--u-bg2:#f4f5f5;--u-fg:#14181a;--u-dim:#5b6468;--u-line:#dfe3e4;--u-edge:#7d878b;--u-accent:#0f766e;
--u-on:#fff;--u-mine:#0f766e;--u-onmine:#fff;--u-bad:#b42318;--u-onbad:#fff;--u-warn:#92400e;--u-shadow:0 10px 36px rgb(10 20 24/.2),0 1px 3px rgb(10 20 24/.14);
color-scheme:light;font:400 14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--u-fg);
text-align:start;-webkit-text-size-adjust:100%}
.u.dark{--u-bg:#171b1d;--u-bg2:#22282b;--u-fg:#e8eced;--u-dim:#9ba5a9;--u-line:#30383b;--u-edge:#748085;--u-accent:#2dd4bf;
--u-on:#06231f;--u-mine:#14534d;--u-onmine:#e9fffb;--u-bad:#f97066;--u-onbad:#2a0806;--u-warn:#fbbf24;--u-shadow:0 10px 36px rgb(0 0 0/.55),0 0 0 1px #30383b;color-scheme:dark}
.launcher{all:unset;box-sizing:border-box;position:fixed;z-index:2147483000;inset-block-end:max(20px,env(safe-area-inset-bottom));
inset-inline-end:max(20px,env(safe-area-inset-right));inline-size:56px;block-size:56px;border-radius:50%;background:var(--u-accent);
color:var(--u-on);box-shadow:var(--u-shadow);display:grid;place-items:center;cursor:pointer;border:1px solid transparent;
transition:transform .12s}
.launcher:hover{transform:translateY(-1px)}
.launcher:active{transform:none}
.launcher:focus-visible{outline:3px solid var(--u-bg);box-shadow:0 0 0 6px var(--u-accent)}
.launcher svg{inline-size:26px;block-size:26px;grid-area:1/1}
.launcher[aria-expanded=true] svg:first-of-type,.launcher[aria-expanded=false] svg:last-of-type{visibility:hidden}
.badge{position:absolute;inset-block-start:-3px;inset-inline-end:-3px;min-inline-size:20px;block-size:20px;box-sizing:border-box;
padding-inline:5px;border-radius:10px;background:var(--u-bad);color:var(--u-onbad);font-size:12px;line-height:20px;font-weight:600;text-align:center}
.badge:empty{display:none}
.hint{position:fixed;z-index:2147483000;inset-block-end:88px;inset-inline-end:20px;background:var(--u-bg);color:var(--u-fg);
padding:8px 12px;border-radius:10px;box-shadow:var(--u-shadow);max-inline-size:260px}
.hint:empty{display:none}
@media (max-width:480px){.launcher[aria-expanded=true]{display:none}}
@media (prefers-reduced-motion:reduce){.launcher{transition:none}}
@media (forced-colors:active){.launcher{border-color:ButtonText}}
@media print{.u{display:none}}
`;
