// The look of the panel: logical properties only (right-to-left pages), tokens from the loader, no animation for
// those who asked for none, borders where forced colours take the backgrounds away.
export const panelStyles = `
.panel,.panel *{box-sizing:border-box}
.panel{position:fixed;z-index:2147483001;inset-block-end:88px;inset-inline-end:20px;inline-size:384px;
block-size:min(640px,calc(100dvh - 108px));display:flex;flex-direction:column;background:var(--u-bg);border-radius:14px;
box-shadow:var(--u-shadow);overflow:hidden;animation:rise .16s ease-out}
.panel[hidden],.panel [hidden]{display:none!important}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
.panel h2,.panel h3,.panel p,.panel ol{margin:0;padding:0;list-style:none;font:inherit}
.panel button,.panel input,.panel textarea{font:inherit;color:inherit;letter-spacing:inherit}
.panel button{cursor:pointer;background:none;border:1px solid transparent;border-radius:8px;min-block-size:28px;padding:2px 8px}
.panel button:disabled{cursor:default}
.panel :focus-visible{outline:2px solid var(--u-accent);outline-offset:2px}
.panel svg{inline-size:20px;block-size:20px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;display:block}
.aside{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

.head{display:flex;align-items:center;gap:4px;padding:12px 10px 12px 16px;padding-inline:16px 10px;border-block-end:1px solid var(--u-line)}
.head>div{flex:1;min-inline-size:0}
.panel .head h2{font-size:16px;font-weight:600;line-height:1.3;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.standing{font-size:13px;color:var(--u-dim);display:flex;gap:7px;min-block-size:19px}
.standing::before{content:"";flex:none;inline-size:8px;block-size:8px;border-radius:50%;margin-block-start:6px;background:var(--u-edge);border:1px solid transparent}
.standing.good::before{background:var(--u-accent)}
.standing.waiting::before{background:transparent;border:2px solid var(--u-edge)}
.standing.bad{color:var(--u-warn)}
.standing.bad::before{background:var(--u-warn);border-radius:1px}
.panel .head button{inline-size:36px;block-size:36px;padding:0;display:grid;place-items:center;color:var(--u-dim);align-self:start}
.panel .head button[aria-expanded] svg{stroke-width:3.4}
.panel .head button:hover{background:var(--u-bg2);color:var(--u-fg)}

.menu{padding:14px 16px;border-block-end:1px solid var(--u-line);background:var(--u-bg2);display:grid;gap:8px;overflow:auto;flex:none;max-block-size:70%}
.menu form{display:grid;grid-template-columns:1fr 1fr;gap:8px}
.panel .menu h3{font-size:13px;font-weight:600;grid-column:1/-1}
.menu label{display:grid;gap:2px;font-size:12px;color:var(--u-dim);min-inline-size:0}
.menu input{inline-size:100%;min-inline-size:0;padding:6px 8px;border-radius:6px;border:1px solid var(--u-edge);background:var(--u-bg);color:var(--u-fg);font-size:14px}
.panel .quiet{justify-self:start;border-color:var(--u-edge);padding:3px 12px;background:var(--u-bg)}
.panel .quiet:hover{border-color:var(--u-fg)}
.panel .danger{color:var(--u-bad)}
.menu>div{display:flex;flex-wrap:wrap;gap:8px}
.menu>div p{inline-size:100%;font-size:13px}
.menu .note:empty{display:none}

.log{position:relative;flex:1;min-block-size:0;display:flex;flex-direction:column}
.scroll{flex:1;min-block-size:0;overflow-y:auto;overscroll-behavior:contain;overflow-anchor:none;padding:12px 16px 0;scrollbar-width:thin}
.panel .scroll:focus-visible{outline-offset:-3px}
.panel .older{display:block;margin:0 auto 8px;color:var(--u-dim);font-size:13px;border-color:var(--u-line)}
.panel .scroll ol{display:flex;flex-direction:column;min-block-size:100%;justify-content:end}
.panel .scroll:has(.older:not([hidden])) ol{min-block-size:0}
.day,.system{display:flex;justify-content:center;text-align:center;color:var(--u-dim);font-size:12px;margin-block:10px 8px}
.system{margin-block:8px}
.message{display:flex;flex-direction:column;position:relative;margin-block-start:3px;max-inline-size:86%}
.message.first{margin-block-start:10px}
.message.mine{align-self:end;align-items:end}
.message.theirs{align-self:start;align-items:start}
.author{font-size:12px;color:var(--u-dim);margin:0 12px 2px}
.bubble{padding:8px 12px;border-radius:16px;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;border:1px solid transparent;max-inline-size:100%}
.theirs .bubble{background:var(--u-bg2);border-end-start-radius:6px;border-start-start-radius:6px}
.theirs.first .bubble{border-start-start-radius:16px}
.mine .bubble{background:var(--u-mine);color:var(--u-onmine);border-end-end-radius:6px;border-start-end-radius:6px}
.mine.first .bubble{border-start-end-radius:16px}
.mine.failed .bubble{background:transparent;color:var(--u-fg);border-color:var(--u-bad)}
.bubble a{color:inherit;text-decoration:underline;text-underline-offset:2px}
.mine .bubble a:focus-visible{outline-color:var(--u-onmine)}
.meta{display:flex;flex-wrap:wrap;align-items:center;gap:0 5px;font-size:12px;line-height:18px;color:var(--u-dim);margin:2px 6px 0}
.panel .meta svg{inline-size:15px;block-size:15px}
.meta.seen svg{color:var(--u-accent)}
.failure{color:var(--u-bad);justify-content:end}
.panel .failure button{text-decoration:underline;text-underline-offset:2px;padding:2px 6px;color:var(--u-fg)}
.panel .typing{min-block-size:24px;padding:2px 18px;font-size:12px;color:var(--u-dim);display:flex;gap:8px;align-items:center}
.dots{display:inline-flex;gap:3px}
.dots i{inline-size:5px;block-size:5px;border-radius:50%;background:currentColor;animation:dot 1.2s infinite}
.dots i:nth-child(2){animation-delay:.15s}.dots i:nth-child(3){animation-delay:.3s}
@keyframes dot{0%,60%,100%{opacity:.35}30%{opacity:1}}
.panel .below{position:absolute;inset-block-end:28px;inset-inline:0;margin-inline:auto;inline-size:max-content;background:var(--u-fg);color:var(--u-bg);border-radius:14px;padding:3px 12px;font-size:13px}

.composer{padding:0 12px max(12px,env(safe-area-inset-bottom))}
.field{display:flex;align-items:end;gap:4px;border:1px solid var(--u-edge);border-radius:12px;padding:4px;background:var(--u-bg)}
.field:focus-within{border-color:var(--u-accent);box-shadow:0 0 0 1px var(--u-accent)}
.field textarea{flex:1;min-inline-size:0;border:0;background:none;resize:none;padding:7px 8px;line-height:20px;outline:none!important;overflow-y:hidden}
.field textarea::placeholder{color:var(--u-dim);opacity:1}
.panel .send{inline-size:36px;block-size:36px;padding:0;border-radius:9px;display:grid;place-items:center;background:var(--u-accent);color:var(--u-on)}
.panel .send:disabled{background:var(--u-bg2);color:var(--u-edge)}
:host([dir=rtl]) .send svg{transform:scaleX(-1)}
.panel .note{font-size:12px;color:var(--u-dim);padding-block-start:4px}
.composer .note:empty{display:none}
.field:has([aria-invalid=true]){border-color:var(--u-bad)}

@media (max-width:480px){
.panel{inset:0;inline-size:auto;block-size:var(--u-view,100dvh);border-radius:0;padding-block-start:env(safe-area-inset-top);
padding-inline:env(safe-area-inset-left) env(safe-area-inset-right)}
.field textarea,.menu input{font-size:16px}
.field textarea{line-height:22px;padding-block:9px}
.panel .head button{inline-size:44px;block-size:44px}
.panel .send{inline-size:40px;block-size:40px}
}
@media (prefers-reduced-motion:reduce){.panel,.dots i{animation:none}}
@media (forced-colors:active){.panel,.bubble,.panel button,.below{border:1px solid CanvasText}.standing::before{forced-color-adjust:none;background:CanvasText}
.mine .bubble{border-width:2px}.panel .send:disabled{color:GrayText}}
`;
