(function(d,n){d.querySelectorAll("[data-copy]").forEach(function(b){if(!n.clipboard)return;b.hidden=false;
b.onclick=function(){var f=d.getElementById(b.dataset.copy);n.clipboard.writeText(f.value).then(function(){
f.parentNode.parentNode.querySelector("[role=status]").textContent="Copied."},function(){f.select()})}});
var s=d.querySelector("[data-url]");if(s&&n.share){s.parentNode.hidden=false;
s.onclick=function(){n.share({text:s.dataset.text,url:s.dataset.url}).catch(function(){})}}})(document,navigator)
